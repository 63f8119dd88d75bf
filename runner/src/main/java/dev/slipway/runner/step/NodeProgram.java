package dev.slipway.runner.step;

import dev.slipway.base.InputException;
import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.job.JobLayout;
import dev.slipway.runner.job.Order;
import dev.slipway.workflow.syntax.ActionFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A program of a JavaScript action. */
final class NodeProgram {
  private final StepTurn turn;
  private final Path directory;
  private final ActionFile.JavaScript script;

  NodeProgram(StepTurn turn, Path directory, ActionFile.JavaScript script) {
    this.turn = turn;
    this.directory = directory;
    this.script = script;
  }

  /** Runs it; the step fails when it does. */
  void run(
      String program,
      Map<String, String> inputs,
      Map<String, String> github,
      Map<String, String> state)
      throws InterruptedException, IOException {
    StepSession session = turn.session();
    Path file = directory.resolve(program).normalize();
    if (!new Placement(session.container().files()).exists(file)) {
      throw new InputException(
          script.at(), "there is no file " + file, "an action's programs are built and committed");
    }
    var environment = new LinkedHashMap<>(turn.environment(turn.variables()));
    github.forEach((name, value) -> environment.put("GITHUB_" + upper(name), value));
    inputs.forEach((name, value) -> environment.put(RepositoryAction.variable(name), value));
    state.forEach((name, value) -> environment.put("STATE_" + name, value));
    addServices(environment);
    var order =
        new Order(
            List.of(turn.place().job().node().program(turn, script).toString(), file.toString()),
            environment,
            session.container().files().workspace());
    int code = session.run(order, session.commands(environment));
    if (code != 0 && session.failure().isEmpty()) {
      session.fail("The action's program " + program + " ended with exit code " + code);
    }
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  /** What GitHub's toolkit asks the runner's services with. */
  private void addServices(Map<String, String> environment) {
    JobOrder order = turn.place().job().setting().order();
    JobCredentials credentials = order.credentials();
    String url = order.url() + "/";
    environment.put("ACTIONS_RUNTIME_URL", url);
    environment.put("ACTIONS_RUNTIME_TOKEN", credentials.runtimeToken());
    environment.put("ACTIONS_CACHE_URL", url);
    environment.put("ACTIONS_RESULTS_URL", url);
    environment.put("ACTIONS_CACHE_SERVICE_V2", "True");
    // The toolkit offers its newer services to hosts of this kind only.
    environment.put(
        "GITHUB_SERVER_URL",
        "http://" + JobLayout.SERVER_NAME + ":" + URI.create(order.url()).getPort());
  }
}
