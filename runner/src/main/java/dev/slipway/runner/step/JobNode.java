package dev.slipway.runner.step;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.NodeProvider;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.command.Annotation;
import dev.slipway.runner.job.JobLayout;
import dev.slipway.runner.job.Order;
import dev.slipway.workflow.syntax.ActionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Node.js that a job's JavaScript actions run with: the machine's when it is at least the one
 * an action names (S33), never one that a step has put on the PATH. A newer one is brought from
 * npm; where that is not possible, the machine's is used and a warning says so.
 */
final class JobNode {
  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\..*");

  private final Map<Integer, Path> chosen = new TreeMap<>();
  private Optional<Integer> machines = Optional.empty();

  /** The major version that {@code using: node20} names. */
  static int major(String using) {
    return Integer.parseInt(using.replaceAll("\\D", ""));
  }

  /** The major version of what {@code node --version} prints; empty when that is none. */
  static Optional<Integer> printed(String version) {
    Matcher matcher = VERSION.matcher(version.strip());
    return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  /** The program for an action. */
  Path program(StepTurn turn, ActionFile.JavaScript script) throws InterruptedException {
    int wanted = major(script.using());
    Path known = chosen.get(wanted);
    if (known == null) {
      known = choose(turn, script, wanted);
      chosen.put(wanted, known);
    }
    return known;
  }

  private Path choose(StepTurn turn, ActionFile.JavaScript script, int wanted)
      throws InterruptedException {
    Optional<Path> node = ofMachine(turn);
    if (node.isPresent() && version(turn, node.get()).orElse(0) >= wanted) {
      return node.get();
    }
    String problem;
    Optional<NodeProvider> provider = turn.place().job().setting().actions().nodes();
    try {
      if (provider.isPresent()) {
        return provider.get().node(run(turn), wanted);
      }
      problem = "nothing here brings another";
    } catch (SlipwayException e) {
      problem = String.valueOf(e.getMessage());
    }
    String hint = "install Node.js " + wanted + " or newer on the host below /usr";
    if (node.isEmpty()) {
      throw new InputException(
          script.at(),
          "the action needs Node.js ("
              + script.using()
              + "), which this machine does not have, and "
              + problem,
          hint);
    }
    String text =
        "The action asks for "
            + script.using()
            + " and runs with this machine's Node.js "
            + machines.map(String::valueOf).orElse("of an unknown version")
            + ": "
            + problem
            + "; "
            + hint;
    turn.session().log().annotate(Annotation.of(Annotation.Level.WARNING, text));
    return node.get();
  }

  private static StepActionRun run(StepTurn turn) {
    return new StepActionRun(
        turn.place().job().setting().order(),
        turn.session(),
        Map.of(),
        turn.environment(turn.variables()),
        new LinkedHashMap<>());
  }

  private static Optional<Path> ofMachine(StepTurn turn) {
    var placement = new Placement(turn.session().container().files());
    return JobLayout.SYSTEM_PATH.stream()
        .map(place -> Path.of(place, "node"))
        .filter(placement::exists)
        .findFirst();
  }

  private Optional<Integer> version(StepTurn turn, Path node) throws InterruptedException {
    var lines = new ArrayList<String>();
    var order =
        new Order(
            List.of(node.toString(), "--version"),
            turn.environment(turn.variables()),
            turn.session().container().files().workspace());
    turn.session().run(order, lines::add);
    machines = lines.stream().findFirst().flatMap(JobNode::printed);
    return machines;
  }
}
