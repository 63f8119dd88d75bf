package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.syntax.CommandForm;
import dev.slipway.dockerfile.syntax.CommandForm.ExecForm;
import dev.slipway.dockerfile.syntax.CommandForm.ShellForm;
import dev.slipway.dockerfile.syntax.GoDuration;
import dev.slipway.dockerfile.syntax.GoQuote;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.Instruction.Health;
import dev.slipway.dockerfile.syntax.Pair;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.SourceRange;
import dev.slipway.oci.Healthcheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Instructions that change the image's configuration and no file. */
final class ConfigInstructions {
  private final StageState state;
  private final ShellWords words;

  ConfigInstructions(StageState state, ShellWords words) {
    this.state = state;
    this.words = words;
  }

  void env(Instruction.Env env) {
    List<Map.Entry<String, String>> pairs = pairs(env.pairs(), env.range());
    pairs.forEach(pair -> state.scope().environment(pair.getKey(), pair.getValue()));
    state.config().environment(state.scope().environment());
    state.note(HistoryText.pairs("ENV", pairs));
  }

  void label(Instruction.Label label) {
    List<Map.Entry<String, String>> pairs = pairs(label.pairs(), label.range());
    var labels = new LinkedHashMap<String, String>();
    pairs.forEach(pair -> labels.put(pair.getKey(), pair.getValue()));
    state.config().labels(labels);
    state.note(HistoryText.pairs("LABEL", pairs));
  }

  void user(Instruction.User user) {
    String name = expand(user.user(), user.range());
    state.config().user(name);
    state.note("USER " + name);
  }

  void expose(Instruction.Expose expose) {
    var found = new ArrayList<String>();
    for (String port : expose.ports()) {
      found.addAll(words.expand(port, variables(), expose.range()).words());
    }
    List<String> ports = PortList.of(found, expose.range().start());
    state.config().expose(ports);
    state.note(HistoryText.set("EXPOSE", ports));
  }

  void volume(Instruction.Volume volume) {
    var paths = new ArrayList<String>();
    for (String path : volume.paths()) {
      String expanded = expand(path, volume.range());
      if (expanded.isEmpty()) {
        throw volume.range().mistake("VOLUME is empty after expansion", "give it a directory");
      }
      paths.add(expanded);
    }
    state.config().volumes(paths);
    state.note(HistoryText.list("VOLUME", paths));
  }

  void cmd(Instruction.Cmd cmd) {
    List<String> arguments = arguments(cmd.command());
    state.config().command(arguments);
    state.note(HistoryText.quoted("CMD", arguments));
  }

  void entrypoint(Instruction.Entrypoint entrypoint) {
    List<String> arguments = arguments(entrypoint.command());
    state.config().entrypoint(arguments);
    state.note(HistoryText.quoted("ENTRYPOINT", arguments));
  }

  void shell(Instruction.Shell shell) {
    state.config().shell(shell.arguments());
    state.note(HistoryText.list("SHELL", shell.arguments()));
  }

  void stopSignal(Instruction.StopSignal signal) {
    String name = expand(signal.signal(), signal.range());
    if (!SignalNames.contain(name)) {
      throw signal
          .range()
          .mistake(
              "STOPSIGNAL \"" + name + "\" is not a signal",
              "write a name such as SIGTERM or a number");
    }
    state.config().stopSignal(name);
    state.note("STOPSIGNAL " + name);
  }

  void onBuild(Instruction.OnBuild trigger) {
    var all = new ArrayList<>(state.config().triggers());
    all.add(trigger.trigger());
    state.config().triggers(all);
  }

  void maintainer(Instruction.Maintainer maintainer) {
    state.config().author(maintainer.name());
    state.note("MAINTAINER " + maintainer.name());
  }

  void healthcheck(Instruction.Healthcheck check) {
    Healthcheck health =
        switch (check.health()) {
          case Health.None none -> Healthcheck.NONE;
          case Health.Check asked -> health(asked);
        };
    state.config().healthcheck(health);
    state.note("HEALTHCHECK " + shown(health));
  }

  private Healthcheck health(Health.Check asked) {
    var test = new ArrayList<String>();
    switch (asked.command()) {
      case ExecForm(List<String> list) -> {
        test.add("CMD");
        test.addAll(list);
      }
      case ShellForm shell -> {
        test.add("CMD-SHELL");
        test.add(shell.withHeredocs());
      }
    }
    return Healthcheck.of(
        test,
        asked.interval().orElse(Duration.ZERO),
        asked.timeout().orElse(Duration.ZERO),
        asked.startPeriod().orElse(Duration.ZERO),
        asked.startInterval().orElse(Duration.ZERO),
        asked.retries());
  }

  private static String shown(Healthcheck health) {
    return "&{"
        + String.join(
            " ",
            GoQuote.list(health.test()),
            quoted(health.intervalNanos()),
            quoted(health.timeoutNanos()),
            quoted(health.startPeriodNanos()),
            quoted(health.startIntervalNanos()),
            GoQuote.character(health.retries()))
        + "}";
  }

  private static String quoted(long nanos) {
    return GoQuote.text(GoDuration.text(Duration.ofNanos(nanos)));
  }

  private List<String> arguments(CommandForm form) {
    return switch (form) {
      case ExecForm(List<String> list) -> list;
      case ShellForm shell -> {
        var all = new ArrayList<>(state.config().shell());
        all.add(shell.withHeredocs());
        yield all;
      }
    };
  }

  /** All values see the variables as they were before the instruction. */
  private List<Map.Entry<String, String>> pairs(List<Pair> pairs, SourceRange where) {
    Map<String, String> before = variables();
    var expanded = new ArrayList<Map.Entry<String, String>>();
    for (Pair pair : pairs) {
      String name = words.expand(pair.name(), before, where).value();
      if (name.isEmpty()) {
        throw where.mistake("a name is empty after expansion", "write name=value");
      }
      expanded.add(Map.entry(name, words.expand(pair.value(), before, where).value()));
    }
    return expanded;
  }

  private String expand(String word, SourceRange where) {
    return words.expand(word, variables(), where).value();
  }

  private Map<String, String> variables() {
    return state.scope().variables();
  }
}
