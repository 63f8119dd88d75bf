package dev.slipway.node;

import dev.slipway.base.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What tests with real containers need of the machine; they are skipped without it. */
final class Needs {
  private Needs() {}

  static void containers() {
    Assumptions.assumeTrue(isRoot(), "containers need root");
    for (String program : new String[] {"runc", "conmon", "ip", "iptables", "/usr/bin/python3"}) {
      Assumptions.assumeTrue(Command.exists(program), "these tests need " + program);
    }
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }
}
