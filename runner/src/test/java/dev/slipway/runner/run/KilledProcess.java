package dev.slipway.runner.run;

import dev.slipway.base.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Another process with runs, to be killed in the middle of one. */
final class KilledProcess implements AutoCloseable {
  /** One job that does not end, one behind it, and one that waits for a place. */
  static final String WAITING =
      """
      on: push
      jobs:
        a: {runs-on: ubuntu-latest, steps: [{run: 'echo acknowledged; sleep 1000'}]}
        b: {needs: a, runs-on: ubuntu-latest, steps: [{run: exit 0}]}
        c: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}
      """;

  private final Process process;
  private final BufferedReader output;

  private KilledProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static KilledProcess start(Path directory, String workflow) throws IOException {
    return new KilledProcess(
        Command.of(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    // What is killed does not delete its native library.
                    "-Dorg.sqlite.tmpdir=" + directory,
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledProcess.class.getName(),
                    directory.toString(),
                    workflow))
            .start());
  }

  /** In the other process: one place only, so that the job behind the first one waits. */
  public static void main(String[] arguments) throws Exception {
    var runs = new TestRuns(Path.of(arguments[0]), 1);
    String id = runs.push(Map.of("ci.yaml", arguments[1])).runs().getFirst();
    RunFollower.follow(
        runs.runs(),
        id,
        news -> {
          if (news instanceof RunNews.Line(var job, var entry)) {
            System.out.println(id + " " + entry.text());
          }
          return true;
        });
  }

  /** Waits until the other process shows a line; returns the run's id. */
  String awaitLine(String text) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.endsWith(" " + text)) {
        return line.substring(0, line.indexOf(' '));
      }
    }
    throw new AssertionError("the other process ended without a word");
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
