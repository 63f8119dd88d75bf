package dev.slipway.node.pod;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.Container;
import dev.slipway.container.network.PodNetwork;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What pods have on this machine, found by the machine alone: their objects may be gone. */
final class PodRemains {
  /** Networks of others have other names. */
  private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final NodeParts parts;

  PodRemains(NodeParts parts) {
    this.parts = parts;
  }

  /**
   * Removes what pods left that went while this process was down.
   *
   * @param alive the uids of those that are still there
   */
  void removeExcept(Set<String> alive) {
    for (Container container : parts.containers().list()) {
      String uid = container.labels().get(ContainerBuilder.POD_UID);
      if (uid != null && !alive.contains(uid)) {
        parts.containers().remove(container);
      }
    }
    for (String uid : known()) {
      if (!alive.contains(uid)) {
        removeFiles(uid);
      }
    }
    for (PodNetwork network : parts.networks().list()) {
      if (UID.matcher(network.id()).matches() && !alive.contains(network.id())) {
        parts.networks().remove(network.id());
      }
    }
    Cgroups cgroups = parts.containers().cgroups();
    for (String uid : cgroups.names(ContainerBuilder.PODS_GROUP)) {
      if (!alive.contains(uid)) {
        cgroups.remove(ContainerBuilder.group(uid));
      }
    }
  }

  private List<String> known() {
    var uids = new ArrayList<String>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Files.createDirectories(parts.directory().resolve("pods")))) {
      all.forEach(one -> uids.add(String.valueOf(one.getFileName())));
    } catch (IOException e) {
      throw new SlipwayException("cannot list the pods of this node: " + e.getMessage(), e);
    }
    return uids;
  }

  private void removeFiles(String uid) {
    parts.networks().remove(uid);
    Path memory = Path.of("/dev/shm").resolve(parts.instance().cgroup()).resolve(uid);
    try {
      removeLogs(uid);
      // The pod's directory goes last: by it a next process finds what this one has not removed.
      for (Path path : List.of(memory, parts.podDirectory(uid))) {
        if (Files.exists(path)) {
          DirectoryTree.deleteLeftover(path);
        }
      }
    } catch (IOException e) {
      throw new SlipwayException("cannot remove pod " + uid + ": " + e.getMessage(), e);
    }
  }

  private void removeLogs(String uid) throws IOException {
    Path logs = Files.createDirectories(parts.directory().resolve("logs"));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(logs, "*_" + uid)) {
      for (Path one : all) {
        DirectoryTree.delete(one);
      }
    }
  }

  /** Removes everything of every pod. */
  void removeAll() {
    for (Container container : parts.containers().list()) {
      if (container.labels().containsKey(ContainerBuilder.POD_UID)) {
        parts.containers().remove(container);
      }
    }
    known().forEach(this::removeFiles);
    Path memory = Path.of("/dev/shm").resolve(parts.instance().cgroup());
    try {
      if (Files.exists(memory)) {
        DirectoryTree.delete(memory);
      }
    } catch (IOException e) {
      throw new SlipwayException("cannot remove " + memory + ": " + e.getMessage(), e);
    }
  }
}
