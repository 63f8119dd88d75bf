package dev.slipway.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small root filesystem for tests: nothing of its own, the host's programs mounted read-only. */
public final class HostRoot {
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      daemon:x:1:1::/:/bin/sh
      app:x:1000:1000::/home/app:/bin/sh
      """;
  private static final String GROUP =
      """
      root:x:0:
      daemon:x:1:
      tty:x:5:
      app:x:1000:
      extra:x:2000:app,daemon
      """;

  private HostRoot() {}

  public static Path fill(Path root) throws IOException {
    for (String name : List.of("usr", "etc", "tmp", "root", "home/app")) {
      Files.createDirectories(root.resolve(name));
    }
    for (String name : List.of("bin", "sbin", "lib", "lib64")) {
      Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
    }
    Files.writeString(root.resolve("etc/passwd"), PASSWD);
    Files.writeString(root.resolve("etc/group"), GROUP);
    Files.writeString(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
    return root;
  }

  /** A process in it. */
  public static ContainerSpec spec(Path root, String cgroup, String... arguments) {
    return ContainerSpec.of(root, cgroup, List.of(arguments))
        .withEnvironment(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C.UTF-8"))
        .withMounts(List.of(ContainerMount.bindReadOnly(Path.of("/usr"), Path.of("/usr"))));
  }

  public static ContainerSpec shell(Path root, String cgroup, String script) {
    return spec(root, cgroup, "/bin/sh", "-c", script);
  }
}
