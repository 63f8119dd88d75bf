package dev.slipway.node.volume;

import dev.slipway.kubernetes.Cluster;
import dev.slipway.manifest.KubeObject;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** The volumes of one pod, as paths of this machine. */
public final class Volumes {
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Cluster cluster;
  private final Path directory;
  private final Path memory;
  private final OptionalInt group;
  private final TokenShelf tokens;
  private final Map<String, Path> paths = new ConcurrentHashMap<>();

  /**
   * The volumes of a pod.
   *
   * @param directory the pod's own
   * @param instance names this instance's part of memory-backed storage
   * @param group who may write (fsGroup)
   * @param tokens of the pod's service account
   */
  public Volumes(
      Cluster cluster,
      Path directory,
      String instance,
      String uid,
      OptionalInt group,
      PodTokens tokens) {
    this.tokens = new TokenShelf(tokens, cluster.clock());
    this.cluster = cluster;
    this.directory = directory;
    this.memory = MEMORY.resolve(instance).resolve(uid);
    this.group = group;
  }

  /**
   * Makes every volume of the pod, or brings it up to date.
   *
   * @throws VolumeProblem when one names what is not there
   */
  public synchronized void prepare(KubeObject pod) throws VolumeProblem, IOException {
    for (JsonNode volume : pod.spec().path("volumes")) {
      String name = volume.path("name").asString("");
      try {
        paths.put(name, prepared(pod, volume, name));
      } catch (VolumeProblem e) {
        throw new VolumeProblem("for volume \"" + name + "\" : " + e.why());
      }
    }
  }

  private Path prepared(KubeObject pod, JsonNode volume, String name)
      throws VolumeProblem, IOException {
    Optional<Map<String, AtomicDirectory.Content>> files =
        VolumeFiles.of(cluster, tokens, pod, volume);
    if (files.isEmpty()) {
      return other(volume, name);
    }
    Path path = directory.resolve(name);
    new AtomicDirectory(path, group).write(files.get());
    return path;
  }

  /** When {@link #prepare} is to be called again even if nothing changed; empty when never. */
  public Optional<Instant> renewal() {
    return tokens.renewal();
  }

  private Path other(JsonNode volume, String name) throws VolumeProblem, IOException {
    if (volume.has("hostPath")) {
      return HostPath.of(volume.path("hostPath"));
    }
    if (volume.has("emptyDir")) {
      return made(place(volume.path("emptyDir")).resolve(name));
    }
    String kind =
        volume.propertyNames().stream().filter(n -> !n.equals("name")).findFirst().orElse("none");
    throw new VolumeProblem(
        "volume \""
            + name
            + "\" is of kind "
            + kind
            + ", which this node does not have; it has configMap, secret, projected, downwardAPI,"
            + " emptyDir and hostPath");
  }

  /** Where an emptyDir of the pod is, whether or not it has been made. */
  public Path emptyDirectory(JsonNode volume) throws IOException {
    try {
      return place(volume.path("emptyDir")).resolve(volume.path("name").asString(""));
    } catch (VolumeProblem e) {
      throw new IOException(e.why(), e);
    }
  }

  private Path place(JsonNode emptyDir) throws VolumeProblem {
    String medium = emptyDir.path("medium").asString("");
    return switch (medium) {
      case "" -> directory;
      case "Memory" -> memory;
      default ->
          throw new VolumeProblem(
              "emptyDir.medium " + medium + " is not supported here; Memory is, or none");
    };
  }

  private Path made(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path);
      PosixFiles.chmod(path, group.isPresent() ? 02777 : 0777);
      if (group.isPresent()) {
        PosixFiles.lchown(path, 0, group.getAsInt());
      }
    }
    return path;
  }

  /**
   * The path of a volume, or of something in it.
   *
   * @param subPath relative; empty for the volume itself
   */
  public Path path(String volume, String subPath) throws VolumeProblem, IOException {
    Path path = paths.get(volume);
    if (path == null) {
      throw new VolumeProblem("the pod has no volume \"" + volume + "\"");
    }
    if (subPath.isEmpty()) {
      return path;
    }
    Path inside = path.resolve(subPath).normalize();
    if (!inside.startsWith(path)) {
      throw new VolumeProblem("subPath " + subPath + " leads out of volume " + volume);
    }
    Path root = path.toRealPath();
    // Looked at part by part before it is made: a container may have put a link there.
    Path at = path;
    for (Path name : path.relativize(inside)) {
      at = at.resolve(name);
      if (!Files.exists(at)) {
        make(at, PosixFiles.stat(path));
      }
      if (!at.toRealPath().startsWith(root)) {
        throw new VolumeProblem("subPath " + subPath + " leads out of volume " + volume);
      }
    }
    return inside.toRealPath();
  }

  /** Makes a directory; who may write to the volume may write to it. */
  private static void make(Path directory, FileStatus like) throws IOException {
    Files.createDirectory(directory);
    PosixFiles.lchown(directory, like.uid(), like.gid());
    PosixFiles.chmod(directory, like.permissions());
  }

  /** Removes what is the pod's own. */
  public void remove() throws IOException {
    if (Files.exists(memory)) {
      DirectoryTree.delete(memory);
    }
    if (Files.exists(directory)) {
      DirectoryTree.delete(directory);
    }
  }
}
