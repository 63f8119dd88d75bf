package dev.slipway.container.network;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.InstanceNames;
import dev.slipway.posix.ProcessIdentity;
import dev.slipway.posix.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The tiny sleeping processes that keep network namespaces alive, also while this process is down.
 * Each carries its instance in its environment, so that none is ever lost.
 */
final class Holder {
  private static final String MARK = "SLIPWAY_NETWORK_OF";

  /** Tells when the namespace is made, then sleeps for good. */
  private static final String SCRIPT = "echo ready; exec sleep infinity";

  private Holder() {}

  static ProcessIdentity start(InstanceNames names) throws IOException {
    // A session of its own: the terminal's interrupt is not meant for it.
    var builder = new ProcessBuilder("setsid", "unshare", "--net", "sh", "-c", SCRIPT);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH"));
    environment.put(MARK, names.token());
    builder.directory(Path.of("/").toFile());
    // One pipe only: it would stay open as long as the holder lives.
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String word = output.readLine();
      if (!"ready".equals(word)) {
        throw new SlipwayException("could not make a network namespace: " + word);
      }
    }
    return ProcessIdentity.of(process.pid())
        .orElseThrow(() -> new SlipwayException("a new network namespace was lost at once"));
  }

  static void end(ProcessIdentity holder) throws IOException {
    holder.signal(Signals.KILL);
  }

  /** All of the instance that are alive, whoever started them. */
  static List<ProcessIdentity> all(InstanceNames names) throws IOException {
    String mark = MARK + "=" + names.token();
    var found = new ArrayList<ProcessIdentity>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (environment(process).contains(mark)) {
          long pid = Long.parseLong(String.valueOf(process.getFileName()));
          ProcessIdentity.of(pid).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static List<String> environment(Path process) {
    try {
      String text = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return List.of(text.split("\0"));
    } catch (IOException e) {
      // It ended meanwhile, or is none of ours.
      return List.of();
    }
  }
}
