package dev.slipway.container;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * conmon: the small process that stays with a container, writes its log and notes its end. It does
 * not depend on this process.
 */
final class Supervisor {
  /**
   * conmon reports through a descriptor of its own, which Java cannot hand over: 3 is made a pipe
   * here. The shell stays until the report has come: Java stops reading when its child ends, and
   * conmon's first process ends long before.
   */
  private static final String REPORT_TO_STDOUT =
      "_OCI_SYNCPIPE=3 \"$@\" 3>&1 >/dev/null | head -n 1";

  private static final String ERRORS = "conmon.err";

  private final Path program;
  private final OciRuntime runtime;
  private final Path exits;

  Supervisor(OciRuntime runtime, Path exits) {
    this.program =
        Command.find("conmon")
            .orElseThrow(() ->
                new SlipwayException(
                    "long-lived containers need conmon, which is not on this machine: install"
                        + " it (on Debian and Ubuntu: apt-get install conmon)"));
    this.runtime = runtime;
    this.exits = exits;
  }

  /**
   * Creates a container, not yet started, and stays with it.
   *
   * @throws RuntimeRefusal with the runtime's reason when it cannot be created
   */
  void create(String id, Path bundle, Path log, TerminalMode terminal, StandardInput input)
      throws IOException {
    List<String> command = arguments(id, bundle, log, terminal);
    switch (input) {
      case NONE -> {}
      case OPEN -> command.addAll(List.of("--stdin", "--leave-stdin-open"));
      case ONCE -> command.add("--stdin");
    }
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(List.of("PATH", "TMPDIR"));
    builder.directory(bundle.toFile());
    builder.redirectError(bundle.resolve(ERRORS).toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    try (var reports =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String report = reports.readLine();
      if (report == null) {
        throw new SlipwayException(
            "could not create container "
                + id
                + ": conmon ended without a word: "
                + Files.readString(bundle.resolve(ERRORS)).strip());
      }
      var answer = Json.parse(report.getBytes(StandardCharsets.UTF_8), "conmon's report");
      if (answer.path("data").asInt(-1) <= 0) {
        throw RuntimeRefusal.of(answer.path("message").asString(report));
      }
    }
  }

  private List<String> arguments(String id, Path bundle, Path log, TerminalMode terminal) {
    var all = new ArrayList<>(List.of("sh", "-c", REPORT_TO_STDOUT, "sh"));
    all.addAll(List.of(program.toString(), "--api-version", "1"));
    all.addAll(List.of("--cid", id, "--cuuid", id, "--name", id));
    all.addAll(List.of("--runtime", runtime.program().toString()));
    all.addAll(List.of("--runtime-arg", "--root=" + runtime.state()));
    all.addAll(List.of("--bundle", bundle.toString()));
    all.addAll(List.of("--container-pidfile", bundle.resolve("init.pid").toString()));
    all.addAll(List.of("--conmon-pidfile", bundle.resolve("conmon.pid").toString()));
    all.addAll(List.of("--exit-dir", exits.toString()));
    all.addAll(List.of("--persist-dir", bundle.toString()));
    all.addAll(List.of("--log-path", "k8s-file:" + log, "--log-level", "warning"));
    all.add("--full-attach");
    if (terminal == TerminalMode.TERMINAL) {
      all.add("--terminal");
    }
    return all;
  }
}
