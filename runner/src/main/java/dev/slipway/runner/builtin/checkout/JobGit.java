package dev.slipway.runner.builtin.checkout;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What is left to the job's own git: parts of a tree, and other repositories within it. */
final class JobGit {
  private final ActionRun run;
  private final ActionInputs inputs;
  private final Path target;

  /** Which submodules are wanted. */
  private enum Depth {
    NONE,
    OWN,
    ALL
  }

  JobGit(ActionRun run, ActionInputs inputs, Path target) {
    this.run = run;
    this.inputs = inputs;
    this.target = target;
  }

  /** Keeps what {@code sparse-checkout} names; the rest stays in the objects only. */
  void sparse() throws InterruptedException {
    List<String> patterns = inputs.lines("sparse-checkout");
    if (patterns.isEmpty()) {
      return;
    }
    // What the index does not know to be unchanged, git leaves where it is.
    git("look at what is there", List.of("update-index", "-q", "--refresh"), Map.of());
    var command = new ArrayList<>(List.of("sparse-checkout", "set"));
    command.add(inputs.isTrue("sparse-checkout-cone-mode") ? "--cone" : "--no-cone");
    command.addAll(patterns);
    git("keep what sparse-checkout names", command, Map.of());
  }

  /** Fetches submodules with the token of the checkout, and leaves it to them when asked to. */
  void submodules() throws IOException, InterruptedException {
    Depth deep = depth();
    if (deep == Depth.NONE) {
      return;
    }
    var placement = new Placement(run.files());
    Path config = run.files().temporary().resolve(UUID.randomUUID() + ".gitconfig");
    String text =
        "[include]\n\tpath = "
            + run.files().home().resolve(".gitconfig")
            + "\n[safe]\n\tdirectory = *\n[http \""
            + GitSettings.server(run, inputs)
            + "/\"]\n\textraheader = "
            + GitSettings.header(run, inputs)
            + "\n";
    placement.write(config, text.getBytes(StandardCharsets.UTF_8), 0600);
    try {
      Map<String, String> environment = Map.of("GIT_CONFIG_GLOBAL", config.toString());
      git("sync submodules", with(List.of("submodule", "sync"), deep), environment);
      var update = new ArrayList<>(List.of("submodule", "update", "--init", "--force"));
      int depth = inputs.number("fetch-depth", 0);
      if (depth > 0) {
        update.add("--depth=" + depth);
      }
      git("fetch submodules", with(update, deep), environment);
    } finally {
      placement.remove(config);
    }
    if (inputs.isTrue("persist-credentials")) {
      foreach(deep, "git config --local '" + key() + "' '" + GitSettings.header(run, inputs) + "'");
    }
  }

  /** Takes the token out of the submodules again. */
  void forgetToken() throws InterruptedException {
    Depth deep = depth();
    if (deep != Depth.NONE && inputs.isTrue("persist-credentials")) {
      foreach(deep, "git config --local --unset-all '" + key() + "' || :");
    }
  }

  private String key() {
    return "http." + GitSettings.server(run, inputs) + "/.extraheader";
  }

  private void foreach(Depth deep, String script) throws InterruptedException {
    var command = with(List.of("submodule", "foreach", "--quiet"), deep);
    command.add(script);
    git("set up submodules", command, Map.of());
  }

  private static List<String> with(List<String> command, Depth deep) {
    var all = new ArrayList<>(command);
    if (deep == Depth.ALL) {
      all.add("--recursive");
    }
    return all;
  }

  private Depth depth() {
    return switch (inputs.text("submodules").toLowerCase(Locale.ROOT)) {
      case "", "false" -> Depth.NONE;
      case "true" -> Depth.OWN;
      case "recursive" -> Depth.ALL;
      default ->
          throw inputs.invalid("submodules", "unknown value", "write true, false or recursive");
    };
  }

  private void git(String what, List<String> arguments, Map<String, String> environment)
      throws InterruptedException {
    var command =
        new ArrayList<>(List.of("git", "-c", "safe.directory=*", "-c", "protocol.version=2"));
    command.addAll(arguments);
    var lines = new ArrayList<String>();
    int exit = run.exec(command, target, environment, lines::add);
    lines.forEach(run::line);
    if (exit == 127) {
      throw new SlipwayException(
          "could not " + what + ": the job has no git; use an image that has it");
    }
    if (exit != 0) {
      throw new SlipwayException(
          "could not "
              + what
              + ": git ended with exit code "
              + exit
              + ": "
              + String.join("\n", lines));
    }
  }
}
