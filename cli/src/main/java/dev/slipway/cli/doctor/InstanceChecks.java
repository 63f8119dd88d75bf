package dev.slipway.cli.doctor;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.client.InstanceDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The data directory's disk and the instance's ports. */
final class InstanceChecks {
  private static final long FULL = 1L << 30;
  private static final long TIGHT = 5L << 30;
  private static final Map<String, Integer> USUAL =
      Map.of("port", 7717, "kubernetesPort", 7643, "ingressPort", 7780);

  private InstanceChecks() {}

  static List<Finding> all(InstanceDirectory instance) throws IOException {
    var findings = new ArrayList<Finding>();
    findings.addAll(disk(existing(instance.path())));
    boolean running = instance.ready().isPresent();
    findings.add(
        running
            ? Finding.ok("instance", "running on " + instance.path())
            : Finding.ok("instance", "not running on " + instance.path()));
    if (!running) {
      findings.addAll(portsFree(instance));
    }
    return findings;
  }

  /** Whether what the instance will listen on is free; an unreadable settings file is told. */
  static List<Finding> portsFree(InstanceDirectory instance) throws IOException {
    try {
      return ports(instance).entrySet().stream().map(p -> port(p.getKey(), p.getValue())).toList();
    } catch (InputException e) {
      return List.of(
          Finding.failure(
              "settings",
              String.valueOf(e.getMessage()),
              "mend the file, or remove it: the next start then chooses its ports anew"));
    }
  }

  private static Path existing(Path path) {
    Path at = path.toAbsolutePath();
    Path parent = at.getParent();
    while (!Files.exists(at) && parent != null) {
      at = parent;
      parent = at.getParent();
    }
    return at;
  }

  private static List<Finding> disk(Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    return List.of(space(store.getUsableSpace(), path), fileSystem(store.type(), path));
  }

  static Finding space(long free, Path path) {
    String found = KernelChecks.Sizes.text(free) + " free for " + path;
    if (free < FULL) {
      return Finding.failure("disk", found, "make room: an image with its layers takes gigabytes");
    }
    return free < TIGHT
        ? Finding.warning("disk", found, "a few builds fill it; slipway images shows what is kept")
        : Finding.ok("disk", found);
  }

  static Finding fileSystem(String type, Path path) {
    return type.equals("overlay") || type.startsWith("nfs") || type.equals("fuseblk")
        ? Finding.failure(
            "file system",
            path + " is on " + type + ", on which containers' roots cannot be mounted",
            "choose a directory on ext4, xfs or btrfs: slipway up --data DIR")
        : Finding.ok("file system", type);
  }

  /** An instance keeps the ports it took at its first start. */
  private static Map<String, Integer> ports(InstanceDirectory instance) throws IOException {
    Path file = instance.path().resolve("config.json");
    var ports = new LinkedHashMap<String, Integer>();
    if (!Files.exists(file)) {
      return instance.isDefault() ? USUAL : ports;
    }
    JsonNode kept = Json.parse(Files.readAllBytes(file), file.toString());
    USUAL.keySet().stream()
        .sorted()
        .filter(name -> kept.path(name).isInt())
        .forEach(name -> ports.put(name, kept.path(name).asInt(0)));
    return ports;
  }

  private static Finding port(String name, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Finding.ok(name, port + " is free");
    } catch (IOException e) {
      return Finding.failure(
          name,
          port + " is taken",
          "end what listens there (ss -ltnp sport = :"
              + port
              + "), or choose another port:"
              + " slipway up --help");
    }
  }
}
