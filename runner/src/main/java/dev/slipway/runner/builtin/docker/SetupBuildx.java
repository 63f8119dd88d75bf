package dev.slipway.runner.builtin.docker;

import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;

/**
 * {@code docker/setup-buildx-action}: the builder is the process itself and always there; this says
 * so and leaves the real action's outputs.
 */
public final class SetupBuildx implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("docker/setup-buildx-action", "v2", "v3", "v4")
          .inputs("version")
          .input("driver", "docker-container")
          .inputs("driver-opts", "buildkitd-flags", "buildkitd-config", "buildkitd-config-inline")
          .input("install", "false")
          .input("use", "true")
          .inputs("name", "endpoint", "platforms", "append")
          .input("keep-state", "false")
          .input("cleanup", "true")
          .input("cache-binary", "true")
          .inputs("config", "config-inline")
          .done(
              ActionManifest.Post.NONE,
              "name",
              "driver",
              "platforms",
              "nodes",
              "endpoint",
              "status",
              "flags");

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) {
    var inputs = ActionInputs.of(run);
    inputs.refuse("remove it: there is one builder, this process", "append", "endpoint");
    for (String name :
        new String[] {
          "driver-opts",
          "buildkitd-flags",
          "buildkitd-config",
          "buildkitd-config-inline",
          "config",
          "config-inline"
        }) {
      if (inputs.optional(name).isPresent()) {
        run.notice(name + " has no effect: images are built by this process, not by BuildKit");
      }
    }
    String platform = Platforms.host();
    String node =
        "[{\"name\":\"default\",\"endpoint\":\"default\",\"status\":\"running\",\"platforms\":\""
            + platform
            + "\"}]";
    run.output("name", inputs.optional("name").orElse("default"));
    run.output("driver", "docker");
    run.output("platforms", platform);
    run.output("endpoint", "default");
    run.output("status", "running");
    run.output("flags", "");
    run.output("nodes", node);
    run.line("Images are built by this process for " + platform + "; no builder was started");
    return StepResult.succeeded();
  }
}
