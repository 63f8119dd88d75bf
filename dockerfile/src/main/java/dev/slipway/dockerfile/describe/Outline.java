package dev.slipway.dockerfile.describe;

import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.plan.BuildPlan;
import dev.slipway.dockerfile.plan.PlanRequest;
import dev.slipway.dockerfile.plan.PlannedMount;
import dev.slipway.dockerfile.plan.PlannedStage;
import dev.slipway.dockerfile.plan.Planner;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.dockerfile.syntax.ArgDefinition;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.RunMount;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be given to the build of a target.
 *
 * @param name of the target; empty when it has none
 * @param arguments of the stages that are built for it, and of the FROM instructions
 * @param secrets that its RUN steps mount
 * @param caches the names of the caches that its RUN steps mount
 */
public record Outline(
    String name,
    String description,
    List<Argument> arguments,
    List<Secret> secrets,
    List<String> caches) {

  /**
   * A build argument.
   *
   * @param value what it is in this build; empty when nothing is given and it has no default
   */
  public record Argument(String name, String value, String description, int line) {}

  /** A secret of a RUN step. */
  public record Secret(String id, RunMount.Presence presence, int line) {}

  public Outline {
    arguments = List.copyOf(arguments);
    secrets = List.copyOf(secrets);
    caches = List.copyOf(caches);
  }

  /**
   * The outline of the request's target.
   *
   * @throws dev.slipway.base.InputException when there is no such target
   */
  public static Outline of(Dockerfile file, BuildRequest request) {
    // No image is looked for: what they bring along is no part of the answer.
    BuildPlan plan =
        Planner.plan(
            file,
            PlanRequest.of(request, Platform.host()),
            (reference, position) -> ImageConfig.scratch(Platform.host()));
    PlannedStage target = plan.targetStage();
    var from = file.stages().get(target.index());
    return new Outline(
        from.name().orElse(""),
        from.name().map(name -> Descriptions.of(file, from.from(), name)).orElse(""),
        arguments(file, plan, request),
        secrets(plan),
        caches(plan));
  }

  private static List<Argument> arguments(Dockerfile file, BuildPlan plan, BuildRequest request) {
    var all = new LinkedHashMap<String, Argument>();
    var values = new HashMap<String, String>();
    for (Instruction.Arg arg : file.globalArgs()) {
      add(file, arg, request, values, all);
    }
    for (int index : plan.stages().keySet()) {
      for (Instruction instruction : file.stages().get(index).instructions()) {
        if (instruction instanceof Instruction.Arg arg) {
          add(file, arg, request, values, all);
        }
      }
    }
    return List.copyOf(all.values());
  }

  private static void add(
      Dockerfile file,
      Instruction.Arg arg,
      BuildRequest request,
      Map<String, String> values,
      Map<String, Argument> all) {
    var words = ShellWords.withEscape(file.directives().escape());
    for (ArgDefinition definition : arg.definitions()) {
      String name = definition.name();
      String given = request.buildArgs().get(name);
      String value =
          given != null
              ? given
              : definition
                  .value()
                  .map(word -> words.expand(word, values, arg.range()).value())
                  .orElse(values.getOrDefault(name, ""));
      values.put(name, value);
      var added =
          new Argument(name, value, Descriptions.of(file, arg, name), arg.range().firstLine());
      all.merge(name, added, (before, now) -> before.value().isEmpty() ? now : before);
    }
  }

  private static List<Secret> secrets(BuildPlan plan) {
    var all = new LinkedHashMap<String, Secret>();
    for (Step.Run run : runs(plan)) {
      for (PlannedMount mount : run.mounts()) {
        if (mount.mount() instanceof RunMount.Secret secret) {
          all.putIfAbsent(
              secret.id(), new Secret(secret.id(), secret.presence(), run.position().line()));
        }
      }
    }
    return List.copyOf(all.values());
  }

  private static List<String> caches(BuildPlan plan) {
    return runs(plan).stream()
        .flatMap(run -> run.mounts().stream())
        .filter(mount -> mount.mount() instanceof RunMount.Cache)
        .map(mount -> ((RunMount.Cache) mount.mount()).id().orElse(mount.target().orElse("")))
        .distinct()
        .toList();
  }

  private static List<Step.Run> runs(BuildPlan plan) {
    var runs = new ArrayList<Step.Run>();
    for (PlannedStage stage : plan.stages().values()) {
      for (Step step : stage.steps()) {
        if (step instanceof Step.Run run) {
          runs.add(run);
        }
      }
    }
    return runs;
  }
}
