package dev.slipway.container;

import dev.slipway.base.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What tests with real containers need of the machine; they are skipped without it. */
public final class Privileged {
  private Privileged() {}

  public static void assume() {
    Assumptions.assumeTrue(isRoot(), "containers need root");
    Assumptions.assumeTrue(Command.exists("runc"), "containers need runc");
    Assumptions.assumeTrue(Command.exists("conmon"), "long-lived containers need conmon");
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }
}
