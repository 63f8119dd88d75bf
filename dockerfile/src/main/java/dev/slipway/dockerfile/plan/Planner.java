package dev.slipway.dockerfile.plan;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.DockerfileParser;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.Instruction.LinkMode;
import dev.slipway.dockerfile.syntax.Instruction.ParentsMode;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.Stage;
import dev.slipway.oci.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the plan: from the target back to what it needs, each stage once.
 *
 * <p>The semantics are those of the Dockerfile reference (docs.docker.com/reference/dockerfile).
 * What is not supported is refused here, by name and position.
 */
public final class Planner {
  private final Dockerfile file;
  private final PlanRequest request;
  private final BaseConfigs bases;
  private final ShellWords words;
  private final Origins origins;
  private final Stage target;
  private final Arguments arguments;
  private final Map<Integer, PlannedStage> planned = new HashMap<>();
  private final Map<Integer, StageState> states = new HashMap<>();
  private final Set<Integer> underway = new LinkedHashSet<>();

  private Planner(Dockerfile file, PlanRequest request, BaseConfigs bases) {
    this.file = file;
    this.request = request;
    this.bases = bases;
    this.words = ShellWords.withEscape(file.directives().escape());
    this.origins = new Origins(file, request.contexts());
    this.target = target();
    this.arguments = new Arguments(file, request, words);
  }

  /**
   * What has to be done for the request's target.
   *
   * @throws InputException when the Dockerfile or the request asks for something impossible
   */
  public static BuildPlan plan(Dockerfile file, PlanRequest request, BaseConfigs bases) {
    var planner = new Planner(file, request, bases);
    file.stages().forEach(planner::baseName);
    planner.plan(planner.target);
    return new BuildPlan(planner.planned, planner.target.index(), planner.notices());
  }

  private List<String> notices() {
    var notices = new ArrayList<>(arguments.withoutEffect());
    List<String> unused = arguments.unused();
    if (!unused.isEmpty()) {
      notices.add("no ARG instruction takes the build arguments " + String.join(", ", unused));
    }
    return notices;
  }

  private Stage target() {
    if (request.target().isEmpty()) {
      return file.stages().getLast();
    }
    String name = request.target().get();
    return file.stageNamed(name)
        .or(() -> numbered(name))
        .orElseThrow(() ->
            new InputException(
                Position.of(file.name()),
                "there is no stage named \"" + name + "\"",
                "the file has " + stageNames()));
  }

  private Optional<Stage> numbered(String name) {
    return file.stages().stream().filter(s -> Integer.toString(s.index()).equals(name)).findFirst();
  }

  private String stageNames() {
    return file.stages().stream()
        .map(stage -> stage.name().orElse("stage " + stage.index()))
        .collect(Collectors.joining(", "));
  }

  private StageState plan(Stage stage) {
    StageState known = states.get(stage.index());
    if (known != null) {
      return known;
    }
    if (!underway.add(stage.index())) {
      throw stage
          .from()
          .range()
          .mistake("the stages need each other in a circle: " + circle(stage), "");
    }
    Origin base = base(stage);
    StageState state = start(base, stage);
    var instructions = new InstructionPlanner(state, arguments, origins, request, words);
    for (Instruction trigger : triggers(state, stage)) {
      instructions.plan(trigger);
    }
    if (replaced(stage).isEmpty()) {
      stage.instructions().forEach(instructions::plan);
    }
    finish(stage, base, state);
    underway.remove(stage.index());
    return state;
  }

  private void finish(Stage stage, Origin base, StageState state) {
    if (stage.equals(target)) {
      state.config().labels(request.labels());
    }
    var result =
        new PlannedStage(
            stage.index(),
            label(stage),
            stage.from().range().start(),
            fromText(stage, base),
            base instanceof Origin.Directory ? new Origin.Scratch() : base,
            state.steps(),
            state.config().done(),
            state.history());
    for (int needed : result.needs()) {
      plan(file.stages().get(needed));
    }
    states.put(stage.index(), state);
    planned.put(stage.index(), result);
  }

  private String label(Stage stage) {
    if (stage.name().isPresent()) {
      return stage.name().get();
    }
    return file.stages().size() == 1 ? "" : "stage-" + stage.index();
  }

  private static String fromText(Stage stage, Origin base) {
    return switch (base) {
      case Origin.Image(String reference) -> "FROM " + reference;
      case Origin.Context c -> stage.from().source().text();
      case Origin.Directory d -> stage.from().source().text();
      case Origin.OfStage s -> stage.from().source().text();
      case Origin.Scratch s -> "FROM scratch";
    };
  }

  private Optional<Origin> replaced(Stage stage) {
    return stage.name().flatMap(origins::named);
  }

  private Origin base(Stage stage) {
    Optional<Origin> replaced = replaced(stage);
    if (replaced.isPresent()) {
      return replaced.get();
    }
    Instruction.From from = stage.from();
    from.platform()
        .map(platform -> words.expand(platform, arguments.global(), from.range()).value())
        .ifPresent(platform -> requirePlatform(platform, from));
    return origins.base(baseName(stage), stage);
  }

  /** What FROM names. It has to name something in stages that are not needed, too. */
  private String baseName(Stage stage) {
    Instruction.From from = stage.from();
    String name = words.expand(from.image(), arguments.global(), from.range()).value();
    if (name.isEmpty()) {
      throw from.range()
          .mistake(
              "the base image's name is empty after expansion",
              "give the ARG in it a default, or pass it by --build-arg");
    }
    return name;
  }

  private void requirePlatform(String platform, Instruction.From from) {
    Platform own = request.platform();
    if (!platform.isEmpty() && !Platform.parse(platform).runsOn(own)) {
      throw from.range()
          .mistake(
              "FROM --platform=" + platform + ": only " + own + " can be built on this machine",
              "build on a machine of that platform");
    }
  }

  private StageState start(Origin base, Stage stage) {
    Position where = stage.from().range().start();
    return switch (base) {
      case Origin.Scratch scratch -> StageState.of(ConfigDraft.empty(request.platform()));
      case Origin.Directory directory -> fromDirectory(directory, stage);
      case Origin.Image(String reference) ->
          StageState.of(ConfigDraft.of(bases.config(reference, where)));
      case Origin.OfStage(int index) -> plan(file.stages().get(index)).child();
      case Origin.Context context ->
          throw new IllegalStateException("no name in FROM means the build context");
    };
  }

  /** A stage that starts from a directory: its first step copies the directory's files. */
  private StageState fromDirectory(Origin.Directory directory, Stage stage) {
    StageState state = StageState.of(ConfigDraft.empty(request.platform()));
    String text = stage.from().source().text();
    state.add(
        new Step.Copy(
            stage.from().range().start(),
            text,
            text,
            directory,
            List.of(new CopySource.FromOrigin("", directory.name())),
            "/",
            Optional.empty(),
            Optional.empty(),
            LinkMode.ORDINARY,
            List.of(),
            ParentsMode.DROPPED,
            Step.Archives.COPIED,
            Optional.empty()));
    return state;
  }

  /** The base's ONBUILD instructions take effect here and are gone from the new image. */
  private List<Instruction> triggers(StageState state, Stage stage) {
    List<String> texts = state.config().triggers();
    state.config().triggers(List.of());
    var instructions = new ArrayList<Instruction>();
    for (String text : texts) {
      instructions.add(DockerfileParser.parseTrigger(text, "ONBUILD of " + stage.from().image()));
    }
    return instructions;
  }

  private String circle(Stage stage) {
    return underway.stream()
        .map(index -> file.stages().get(index).name().orElse("stage " + index))
        .collect(
            Collectors.joining(" -> ", "", " -> " + stage.name().orElse("stage " + stage.index())));
  }
}
