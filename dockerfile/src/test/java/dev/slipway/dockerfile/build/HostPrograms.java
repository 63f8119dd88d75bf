package dev.slipway.dockerfile.build;

import dev.slipway.base.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small root filesystem made of this machine's own programs: no network is needed for it. */
final class HostPrograms {
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
  private static final List<String> PROGRAMS =
      List.of(
          "sh",
          "cat",
          "ls",
          "mkdir",
          "rm",
          "mv",
          "id",
          "env",
          "sleep",
          "touch",
          "chmod",
          "stat",
          "head",
          "sort",
          "grep",
          "wc",
          "date",
          "ln",
          "seq",
          "cp",
          "test",
          "true",
          "pwd",
          "find",
          "hostname",
          "readlink",
          "tail",
          "dd");

  private HostPrograms() {}

  static Path fill(Path root) throws IOException {
    for (String name : List.of("bin", "etc", "root", "tmp", "lib", "lib64")) {
      Files.createDirectories(root.resolve(name));
    }
    for (String program : PROGRAMS) {
      Path real = Command.find(program).orElseThrow().toRealPath();
      Files.copy(real, root.resolve("bin").resolve(program), StandardCopyOption.REPLACE_EXISTING);
      libraries(real, root);
    }
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\napp:x:1001:\nextra:x:2000:app\n");
    return root;
  }

  private static void libraries(Path program, Path root) throws IOException {
    Matcher found =
        LIBRARY.matcher(
            Command.of("ldd", program.toString()).run().orThrow("list libraries").stdout());
    while (found.find()) {
      Path library = Path.of(found.group(1));
      Path copy = root.resolve(library.toString().substring(1));
      Files.createDirectories(copy.getParent());
      Files.copy(library.toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
