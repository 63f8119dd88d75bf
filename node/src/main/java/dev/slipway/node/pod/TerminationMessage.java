package dev.slipway.node.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.container.Container;
import dev.slipway.container.ContainerMount;
import dev.slipway.container.Exit;
import dev.slipway.kubernetes.NodeAgent.Follow;
import dev.slipway.kubernetes.NodeAgent.LineTimes;
import dev.slipway.kubernetes.NodeAgent.LogRequest;
import dev.slipway.kubernetes.NodeAgent.Run;
import dev.slipway.node.log.ContainerLog;
import dev.slipway.posix.PosixFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a container says about its own end: the file at its {@code terminationMessagePath}, or where
 * it asks for it the end of its log.
 */
final class TerminationMessage {
  private static final int LONGEST = 4096;
  private static final int LONGEST_LOG = 2048;
  private static final int LOG_LINES = 80;
  private static final int ANYBODY = 0666;

  private TerminationMessage() {}

  static Path file(NodeParts parts, String uid, String container, int attempt) {
    return parts.podDirectory(uid).resolve("messages").resolve(container + "-" + attempt);
  }

  /** Makes the empty file and tells where it is mounted; nothing when the container wants none. */
  static List<ContainerMount> mount(ContainerDefinition definition, Path file) throws IOException {
    String path = definition.spec().path("terminationMessagePath").asString("");
    if (path.isEmpty()) {
      return List.of();
    }
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[0]);
    PosixFiles.chmod(file, ANYBODY);
    return List.of(ContainerMount.bind(file, Path.of("/").resolve(path)));
  }

  /** What a run said; empty when it said nothing. */
  static String read(ContainerDefinition definition, Path file, Container container, Exit exit)
      throws InterruptedException {
    try {
      String said = Files.exists(file) ? end(file) : "";
      boolean ofLog =
          definition
              .spec()
              .path("terminationMessagePolicy")
              .asString("")
              .equals("FallbackToLogsOnError");
      return said.isEmpty() && ofLog && !exit.succeeded() ? endOfLog(container.log()) : said;
    } catch (IOException e) {
      return "Error reading the termination message: " + e.getMessage();
    }
  }

  private static String end(Path file) throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(Math.max(0, in.length() - LONGEST));
      var bytes = new byte[(int) Math.min(LONGEST, in.length())];
      in.readFully(bytes);
      return new String(bytes, UTF_8);
    }
  }

  private static String endOfLog(Path log) throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream();
    var request =
        new LogRequest(
            "",
            Follow.ONCE,
            Run.CURRENT,
            LineTimes.OMIT,
            OptionalLong.of(LOG_LINES),
            Optional.empty(),
            OptionalLong.empty());
    ContainerLog.write(log, request, out, () -> false);
    byte[] bytes = out.toByteArray();
    int from = Math.max(0, bytes.length - LONGEST_LOG);
    return new String(bytes, from, bytes.length - from, UTF_8);
  }
}
