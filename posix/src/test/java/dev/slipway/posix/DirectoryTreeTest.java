package dev.slipway.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
  @TempDir Path dir;

  @Test
  void visitsInOrderOfBytesAndSkips() throws IOException {
    Files.createDirectories(dir.resolve("b/c"));
    Files.writeString(dir.resolve("b/c/file"), "x");
    Files.writeString(dir.resolve("b-"), "x");
    Files.writeString(dir.resolve("B"), "xyz");
    Files.createDirectories(dir.resolve("skipped/inner"));
    Files.createSymbolicLink(dir.resolve("link"), Path.of("b"));
    Files.createFile(dir.resolve(FileNames.path(new byte[] {(byte) 0x80})));
    var seen = new ArrayList<String>();

    DirectoryTree.walk(
        dir,
        entry -> {
          seen.add(FileNames.display(entry.relative()));
          return entry.relative().toString().equals("skipped")
              ? DirectoryTree.Next.SKIP
              : DirectoryTree.Next.CONTINUE;
        });

    assertThat(seen).containsExactly("B", "b", "b/c", "b/c/file", "b-", "link", "skipped", "\\x80");
  }

  @Test
  void statusIsThatOfEachEntry() throws IOException {
    Files.writeString(dir.resolve("file"), "12345");

    DirectoryTree.walk(
        dir,
        entry -> {
          assertThat(entry.status()).isEqualTo(PosixFiles.lstat(entry.path()));
          assertThat(entry.relativeBytes()).isEqualTo(new byte[] {'f', 'i', 'l', 'e'});
          return DirectoryTree.Next.CONTINUE;
        });
  }

  @Test
  void largeDirectoriesComeWhole() throws IOException {
    for (int i = 0; i < 5000; i++) {
      Files.createFile(dir.resolve("a-rather-long-file-name-number-" + i));
    }
    List<Path> seen = new ArrayList<>();

    DirectoryTree.walk(
        dir,
        entry -> {
          seen.add(entry.relative());
          return DirectoryTree.Next.CONTINUE;
        });

    assertThat(seen).hasSize(5000).doesNotHaveDuplicates();
  }

  @Test
  void deletesEverythingButNotBehindLinks() throws IOException {
    Path kept = Files.writeString(dir.resolve("kept"), "x");
    Path tree = Files.createDirectories(dir.resolve("tree/a/b"));
    Files.createSymbolicLink(tree.resolve("link"), kept);
    Files.createFile(tree.resolve(FileNames.path(new byte[] {(byte) 0xff})));

    DirectoryTree.delete(dir.resolve("tree"));

    assertThat(dir.resolve("tree")).doesNotExist();
    assertThat(kept).exists();
  }
}
