package dev.slipway.container.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.container.Privileged;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.Digest;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsIT {
  @TempDir Path dir;
  private Snapshots snapshots;

  @BeforeAll
  static void needsMounts() {
    Privileged.assume();
  }

  @BeforeEach
  void open() {
    snapshots = Snapshots.open(dir.resolve("snapshots"));
  }

  @AfterEach
  void leavesNoMount() throws IOException {
    assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(dir.toString());
  }

  @Test
  void draftsStackUp() throws IOException {
    SnapshotId base = commit(Optional.empty(), "a", "1");
    SnapshotId middle = commit(Optional.of(base), "b", "2");
    SnapshotId top;
    try (Draft draft = snapshots.draft(Optional.of(middle))) {
      try (MountedRoot root = draft.mount()) {
        assertThat(root.root().resolve("a")).hasContent("1");
        Files.writeString(root.root().resolve("a"), "changed");
        Files.delete(root.root().resolve("b"));
      }
      assertThat(PosixFiles.lstat(draft.upper().resolve("b")).isWhiteout()).isTrue();
      top = draft.commit();
    }

    assertThat(snapshots.lowers(top))
        .containsExactly(
            snapshots.directory(top), snapshots.directory(middle), snapshots.directory(base));
    try (MountedRoot root = snapshots.view(top)) {
      assertThat(root.root().resolve("a")).hasContent("changed");
      assertThat(root.root().resolve("b")).doesNotExist();
      assertThatThrownBy(() -> Files.writeString(root.root().resolve("c"), ""))
          .hasMessageContaining("Read-only");
    }
    try (MountedRoot root = snapshots.view(middle)) {
      assertThat(root.root().resolve("b")).hasContent("2");
    }
  }

  @Test
  void replacedDirectoriesAreOpaqueAndRenamesLeaveNoRedirect() throws IOException {
    SnapshotId base;
    try (Draft draft = snapshots.draft(Optional.empty())) {
      Files.createDirectories(draft.upper().resolve("d/inner"));
      Files.createDirectories(draft.upper().resolve("e"));
      base = draft.commit();
    }
    try (Draft draft = snapshots.draft(Optional.of(base))) {
      try (MountedRoot root = draft.mount()) {
        Files.delete(root.root().resolve("d/inner"));
        Files.delete(root.root().resolve("d"));
        Files.createDirectory(root.root().resolve("d"));
        // Without redirects the kernel refuses this, and programs copy instead.
        Files.move(root.root().resolve("e"), root.root().resolve("f"));
      }
      assertThat(ExtendedAttributes.get(draft.upper().resolve("d"), "trusted.overlay.opaque"))
          .hasValue(new byte[] {'y'});
      assertThat(ExtendedAttributes.list(draft.upper().resolve("f")))
          .doesNotContain("trusted.overlay.redirect");
    }
  }

  @Test
  void draftsMountAgainAndVanishWhenDiscarded() throws IOException {
    Draft draft = snapshots.draft(Optional.of(commit(Optional.empty(), "a", "1")));
    try (MountedRoot root = draft.mount()) {
      Files.writeString(root.root().resolve("b"), "2");
    }
    try (MountedRoot root = draft.mount()) {
      assertThat(root.root().resolve("b")).hasContent("2");
      assertThatThrownBy(draft::mount).isInstanceOf(IllegalStateException.class);
    }
    draft.discard();

    assertThat(dir.resolve("snapshots/t")).isEmptyDirectory();
    assertThat(snapshots.list()).hasSize(1);
    assertThatThrownBy(draft::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void rootsForContainersKeepTheirChangesApart() throws IOException {
    SnapshotId base = commit(Optional.empty(), "a", "1");
    try (MountedRoot one = snapshots.writable(base, dir.resolve("one"));
        MountedRoot other = snapshots.writable(base, dir.resolve("other"))) {
      Files.writeString(one.root().resolve("a"), "one's");

      assertThat(other.root().resolve("a")).hasContent("1");
    }
    try (MountedRoot again = snapshots.writable(base, dir.resolve("one"))) {
      assertThat(again.root().resolve("a")).hasContent("one's");
    }
  }

  @Test
  void theRootItselfKeepsItsProperties() throws IOException {
    SnapshotId base;
    try (Draft draft = snapshots.draft(Optional.empty())) {
      PosixFiles.chmod(draft.upper(), 0711);
      PosixFiles.lchown(draft.upper(), 3, 4);
      base = draft.commit();
    }
    try (Draft draft = snapshots.draft(Optional.of(base));
        MountedRoot root = draft.mount()) {
      assertThat(PosixFiles.lstat(root.root()).permissions()).isEqualTo(0711);
      assertThat(PosixFiles.lstat(root.root()).uid()).isEqualTo(3);
    }
  }

  @Test
  void whatALossOfPowerHasDamagedIsMadeAgain() throws IOException {
    SnapshotId base = commit(Optional.empty(), "a", "1");
    SnapshotId middle = commit(Optional.of(base), "b", "2");
    SnapshotId top = commit(Optional.of(middle), "c", "3");
    snapshots.bind(chain("top"), top);
    Files.writeString(dir.resolve("snapshots/l").resolve(middle.value()).resolve("parent"), "");
    Snapshots next = Snapshots.open(dir.resolve("snapshots"));
    assertThat(next.list()).containsOnly(base);
    assertThat(next.find(chain("top"))).isEmpty();
    assertThat(dir.resolve("snapshots/t")).isEmptyDirectory();
    try (Draft draft = next.draft(Optional.of(base))) {
      assertThat(draft.commit()).isNotIn(middle, top);
    }
  }

  @Test
  void unpackingTheSameLayerIsDoneOnce() throws Exception {
    ChainId chain = chain("layer");
    var times = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<SnapshotId> unpack =
          () ->
              snapshots.unpack(
                  Optional.empty(),
                  chain,
                  directory -> {
                    times.incrementAndGet();
                    Files.writeString(directory.resolve("file"), "x");
                  });
      var results = new ArrayList<SnapshotId>();
      for (Future<SnapshotId> future : executor.invokeAll(Collections.nCopies(20, unpack))) {
        results.add(future.get());
      }
      assertThat(results).containsOnly(results.getFirst());
    }

    assertThat(times).hasValue(1);
    assertThat(Snapshots.open(dir.resolve("snapshots")).find(chain)).isPresent();
  }

  @Test
  void failedUnpackingLeavesNothingAndCanBeRepeated() throws IOException {
    ChainId chain = chain("layer");

    assertThatThrownBy(() ->
            snapshots.unpack(
                Optional.empty(),
                chain,
                directory -> {
                  Files.writeString(directory.resolve("half"), "x");
                  throw new IOException("connection lost");
                }))
        .hasMessage("connection lost");
    assertThat(snapshots.find(chain)).isEmpty();
    assertThat(dir.resolve("snapshots/t")).isEmptyDirectory();
    SnapshotId id =
        snapshots.unpack(Optional.empty(), chain, d -> Files.writeString(d.resolve("whole"), "x"));
    assertThat(snapshots.directory(id).resolve("half")).doesNotExist();
  }

  @Test
  void openingClearsWhatAKilledProcessLeft() throws IOException {
    SnapshotId base = commit(Optional.empty(), "a", "1");
    snapshots.bind(chain("kept"), base);
    Draft draft = snapshots.draft(Optional.of(base));
    MountedRoot abandoned = draft.mount();
    Files.writeString(abandoned.root().resolve("b"), "2");
    snapshots.view(base);
    Files.writeString(dir.resolve("snapshots/c").resolve("sha256-gone"), "zz");

    Snapshots again = Snapshots.open(dir.resolve("snapshots"));

    assertThat(dir.resolve("snapshots/t")).isEmptyDirectory();
    assertThat(again.list()).containsExactly(base);
    assertThat(again.find(chain("kept"))).hasValue(base);
    assertThat(dir.resolve("snapshots/c/sha256-gone")).doesNotExist();
    SnapshotId next;
    try (Draft second = again.draft(Optional.of(base))) {
      next = second.commit();
    }
    assertThat(next).isNotEqualTo(base);
  }

  @Test
  void onlyTopsCanBeRemoved() throws IOException {
    SnapshotId base = commit(Optional.empty(), "a", "1");
    SnapshotId top = commit(Optional.of(base), "b", "2");
    snapshots.bind(chain("top"), top);

    assertThatThrownBy(() -> snapshots.remove(base)).isInstanceOf(IllegalStateException.class);
    snapshots.remove(top);
    snapshots.remove(base);

    assertThat(snapshots.find(chain("top"))).isEmpty();
    assertThat(dir.resolve("snapshots/l")).isEmptyDirectory();
  }

  @Test
  void manyLayersAndOddPathsMount() throws IOException {
    Path odd = Files.createDirectories(dir.resolve("a:b,c\\d-" + "long".repeat(20)));
    Snapshots many = Snapshots.open(odd);
    Optional<SnapshotId> parent = Optional.empty();
    for (int i = 0; i < 120; i++) {
      try (Draft draft = many.draft(parent)) {
        Files.writeString(draft.upper().resolve("f" + i), "x");
        parent = Optional.of(draft.commit());
      }
    }
    try (Draft draft = many.draft(parent);
        MountedRoot root = draft.mount()) {
      assertThat(root.root().resolve("f0")).exists();
      assertThat(root.root().resolve("f119")).exists();
      Files.writeString(root.root().resolve("g"), "y");
      assertThat(draft.upper().resolve("g")).hasContent("y");
    }
  }

  private SnapshotId commit(Optional<SnapshotId> parent, String name, String content)
      throws IOException {
    try (Draft draft = snapshots.draft(parent);
        MountedRoot root = draft.mount()) {
      Files.writeString(root.root().resolve(name), content);
      return draft.commit();
    }
  }

  private static ChainId chain(String text) {
    return new ChainId(Digest.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
