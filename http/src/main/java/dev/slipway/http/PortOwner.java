package dev.slipway.http;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who listens on a TCP port of loopback, as far as this process may see. */
public final class PortOwner {
  private static final String LISTENING = "0A";

  /**
   * Loopback and the wildcard, as proc(5) writes them; a port of another address is no conflict.
   */
  private static final Set<String> LOOPBACK_OR_ANY =
      Set.of(
          "0100007F",
          "00000000",
          "00000000000000000000000000000000",
          "00000000000000000000000001000000",
          "0000000000000000FFFF00000100007F");

  private PortOwner() {}

  /** For example {@code nginx (process 412)}; empty when it cannot be told. */
  public static Optional<String> of(int port) {
    try {
      Set<String> sockets = listeningSockets(port);
      return sockets.isEmpty() ? Optional.empty() : processWithAny(sockets);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Set<String> listeningSockets(int port) throws IOException {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    var inodes = new HashSet<String>();
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      if (!Files.exists(Path.of(table))) {
        continue;
      }
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9
            && columns[1].endsWith(suffix)
            && LOOPBACK_OR_ANY.contains(columns[1].substring(0, columns[1].indexOf(':')))
            && columns[3].equals(LISTENING)) {
          inodes.add("socket:[" + columns[9] + "]");
        }
      }
    }
    return inodes;
  }

  private static Optional<String> processWithAny(Set<String> sockets) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holdsAny(process, sockets)) {
          String name = Files.readString(process.resolve("comm")).strip();
          return Optional.of(name + " (process " + process.getFileName() + ")");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holdsAny(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      // Processes come and go, and others' descriptors may be closed to us: look at the next.
      return false;
    }
    return false;
  }
}
