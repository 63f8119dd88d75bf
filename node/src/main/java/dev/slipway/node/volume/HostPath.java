package dev.slipway.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** A file or directory of the machine, of the type that the pod expects. */
final class HostPath {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int BLOCK_DEVICE = 0060000;

  private HostPath() {}

  static Path of(JsonNode source) throws VolumeProblem, IOException {
    Path path = Path.of(source.path("path").asString(""));
    switch (source.path("type").asString("")) {
      // Without a type nothing is checked; what is not there is made, as container runtimes do.
      case "" -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
      }
      case "DirectoryOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
        require(Files.isDirectory(path), path, "a directory");
      }
      case "FileOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createFile(path);
        }
        require(Files.isRegularFile(path), path, "a file");
      }
      case "Directory" -> require(Files.isDirectory(path), path, "a directory");
      case "File" -> require(Files.isRegularFile(path), path, "a file");
      case "Socket" -> require(is(path, SOCKET), path, "a socket file");
      case "CharDevice" -> require(is(path, CHARACTER_DEVICE), path, "a character device");
      case "BlockDevice" -> require(is(path, BLOCK_DEVICE), path, "a block device");
      default ->
          throw new VolumeProblem(
              "hostPath type \"" + source.path("type").asString("") + "\" is not known");
    }
    return path;
  }

  private static boolean is(Path path, int type) throws IOException {
    return Files.exists(path) && ((Integer) Files.getAttribute(path, "unix:mode") & TYPE) == type;
  }

  private static void require(boolean right, Path path, String what) throws VolumeProblem {
    if (!right) {
      throw new VolumeProblem("hostPath type check failed: " + path + " is not " + what);
    }
  }
}
