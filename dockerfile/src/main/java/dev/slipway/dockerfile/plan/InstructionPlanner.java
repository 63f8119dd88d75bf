package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.BuildRequest.Entitlement;
import dev.slipway.dockerfile.syntax.CommandForm;
import dev.slipway.dockerfile.syntax.CommandForm.ExecForm;
import dev.slipway.dockerfile.syntax.CommandForm.ShellForm;
import dev.slipway.dockerfile.syntax.Heredoc;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.RunMount;
import dev.slipway.dockerfile.syntax.RunNetwork;
import dev.slipway.dockerfile.syntax.RunSecurity;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.SourceRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes through the instructions of one stage, in order. */
final class InstructionPlanner {
  private final StageState state;
  private final Arguments arguments;
  private final Origins origins;
  private final PlanRequest request;
  private final ShellWords words;
  private final ConfigInstructions configuration;
  private final CopyPlanner copies;

  InstructionPlanner(
      StageState state,
      Arguments arguments,
      Origins origins,
      PlanRequest request,
      ShellWords words) {
    this.state = state;
    this.arguments = arguments;
    this.origins = origins;
    this.request = request;
    this.words = words;
    this.configuration = new ConfigInstructions(state, words);
    this.copies = new CopyPlanner(state, origins, words);
  }

  void plan(Instruction instruction) {
    switch (instruction) {
      case Instruction.From from ->
          throw from.range().mistake("FROM is not possible here", "start a new stage instead");
      case Instruction.Arg arg -> arg(arg);
      case Instruction.Run run -> run(run);
      case Instruction.Copy copy -> copies.copy(copy);
      case Instruction.Add add -> copies.add(add);
      case Instruction.Workdir workdir -> workdir(workdir);
      case Instruction.Env env -> configuration.env(env);
      case Instruction.Label label -> configuration.label(label);
      case Instruction.User user -> configuration.user(user);
      case Instruction.Expose expose -> configuration.expose(expose);
      case Instruction.Volume volume -> configuration.volume(volume);
      case Instruction.Cmd cmd -> configuration.cmd(cmd);
      case Instruction.Entrypoint entrypoint -> configuration.entrypoint(entrypoint);
      case Instruction.Shell shell -> configuration.shell(shell);
      case Instruction.Healthcheck check -> configuration.healthcheck(check);
      case Instruction.StopSignal signal -> configuration.stopSignal(signal);
      case Instruction.OnBuild trigger -> configuration.onBuild(trigger);
      case Instruction.Maintainer maintainer -> configuration.maintainer(maintainer);
    }
  }

  private void arg(Instruction.Arg arg) {
    var shown = new ArrayList<String>();
    for (var definition : arg.definitions()) {
      Optional<String> value = arguments.value(definition, state.scope().variables(), arg.range());
      state.scope().argument(definition.name(), value);
      shown.add(definition.name() + value.map(v -> "=" + v).orElse(""));
    }
    state.note("ARG " + String.join(" ", shown));
  }

  private void workdir(Instruction.Workdir workdir) {
    // One that is empty after expansion means the directory there is.
    String path = words.expand(workdir.path(), variables(), workdir.range()).value();
    String absolute = state.absolute(path);
    state.config().directory(absolute);
    String shown = "WORKDIR " + absolute;
    if (absolute.equals("/")) {
      state.note(shown);
      return;
    }
    state.add(
        new Step.MakeDirectory(
            workdir.range().start(), shown, shown, absolute, state.config().user()));
  }

  private void run(Instruction.Run run) {
    if (!run.devices().isEmpty()) {
      throw run.range()
          .mistake(
              "RUN --device is not supported", "remove the flag; devices are not given to steps");
    }
    Command command = command(run.command(), run.range());
    Map<String, String> environment = new LinkedHashMap<>(variables());
    environment.putIfAbsent("PATH", ConfigDraft.DEFAULT_PATH);
    Map<String, String> proxies = new LinkedHashMap<>(arguments.proxies());
    proxies.keySet().removeAll(environment.keySet());
    state.add(
        new Step.Run(
            run.range().start(),
            run.source().text(),
            HistoryText.run(command.arguments(), state.scope().declared()),
            command.arguments(),
            command.script(),
            environment,
            proxies,
            state.absolute("."),
            state.config().user(),
            mounts(run),
            network(run),
            security(run)));
  }

  private record Command(List<String> arguments, Optional<String> script) {}

  private Command command(CommandForm form, SourceRange where) {
    return switch (form) {
      case ExecForm(List<String> list) when list.isEmpty() ->
          throw where.mistake("RUN has no command", "write the command behind RUN");
      case ExecForm(List<String> list) -> new Command(list, Optional.empty());
      case ShellForm shell -> shellCommand(shell);
    };
  }

  private Command shellCommand(ShellForm form) {
    Optional<Heredoc> sole = form.soleHeredoc();
    if (sole.isPresent() && sole.get().body().startsWith("#!")) {
      String path = "/dev/pipes/" + sole.get().name();
      return new Command(List.of(path), Optional.of(sole.get().body()));
    }
    var list = new ArrayList<>(state.config().shell());
    list.add(sole.map(Heredoc::body).orElseGet(form::withHeredocs));
    return new Command(list, Optional.empty());
  }

  private List<PlannedMount> mounts(Instruction.Run run) {
    var mounts = new ArrayList<PlannedMount>();
    for (var flag : run.mounts()) {
      RunMount mount = flag.resolve(value -> words.expand(value, variables(), run.range()).value());
      mounts.add(mount(mount, run.range()));
    }
    return mounts;
  }

  private PlannedMount mount(RunMount mount, SourceRange where) {
    return switch (mount) {
      case RunMount.Bind bind ->
          new PlannedMount(
              bind,
              Optional.of(mountPoint(bind.target(), where)),
              Optional.of(
                  bind.from().map(from -> origins.of(from, where)).orElse(new Origin.Context())));
      case RunMount.Cache cache ->
          new PlannedMount(
              cache,
              Optional.of(mountPoint(cache.target(), where)),
              cache.from().map(from -> origins.of(from, where)));
      case RunMount.Secret secret ->
          new PlannedMount(
              secret, secret.target().map(t -> mountPoint(t, where)), Optional.empty());
      case RunMount.Tmpfs tmpfs ->
          new PlannedMount(tmpfs, Optional.of(mountPoint(tmpfs.target(), where)), Optional.empty());
      case RunMount.Ssh ssh ->
          throw where.mistake(
              "RUN --mount=type=ssh is not supported",
              "hand over a key or token by --mount=type=secret instead");
    };
  }

  /** Relative to the working directory, which is where a mount without a target goes. */
  private String mountPoint(String target, SourceRange where) {
    String absolute = state.absolute(target);
    if (absolute.equals("/")) {
      throw where.mistake(
          "invalid mount target \"/\"" + (target.isEmpty() ? ": the mount names none" : ""),
          "write target=DIRECTORY");
    }
    return absolute;
  }

  private Step.Network network(Instruction.Run run) {
    RunNetwork wanted = run.network();
    Step.Network network =
        switch (wanted) {
          case NONE -> Step.Network.NONE;
          case HOST -> Step.Network.HOST;
          case DEFAULT ->
              switch (request.network()) {
                case SANDBOX -> Step.Network.SANDBOX;
                case NONE -> Step.Network.NONE;
                case HOST -> Step.Network.HOST;
              };
        };
    if (network == Step.Network.HOST) {
      require(Entitlement.NETWORK_HOST, "the host's network", "network.host", run.range());
    }
    return network;
  }

  private Step.Security security(Instruction.Run run) {
    if (run.security() == RunSecurity.SANDBOX) {
      return Step.Security.SANDBOX;
    }
    require(
        Entitlement.SECURITY_INSECURE, "RUN --security=insecure", "security.insecure", run.range());
    return Step.Security.INSECURE;
  }

  private void require(Entitlement right, String what, String name, SourceRange where) {
    if (!request.entitlements().contains(right)) {
      throw where.mistake(what + " is not allowed for this build", "build with --allow " + name);
    }
  }

  private Map<String, String> variables() {
    return state.scope().variables();
  }
}
