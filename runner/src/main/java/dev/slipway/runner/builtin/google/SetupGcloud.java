package dev.slipway.runner.builtin.google;

import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code google-github-actions/setup-gcloud}: gcloud is there already; this configures it. */
public final class SetupGcloud implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("google-github-actions/setup-gcloud", "v1", "v2", "v3")
          .input("skip_install", "false")
          .input("version", "latest")
          .inputs("project_id", "install_components")
          .input("cache", "false")
          .input("skip_tool_cache", "false")
          .done(ActionManifest.Post.NONE, "version");

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    for (String component : inputs.words("install_components")) {
      // The kubeconfig of get-credentials carries its token: the plug-in has nothing to do (S41).
      run.notice(
          "the component " + component + " comes with the gcloud of this job or is not used");
    }
    run.exportVariable("CLOUDSDK_CORE_DISABLE_PROMPTS", "1");
    run.exportVariable("CLOUDSDK_METRICS_ENVIRONMENT", "github-actions-setup-gcloud");
    var version = new ArrayList<String>();
    int found =
        run.exec(List.of("gcloud", "version"), run.files().workspace(), Map.of(), version::add);
    if (found != 0) {
      return StepResult.failed(
          "google-github-actions/setup-gcloud failed with: gcloud cannot be run in this job: "
              + String.join("\n", version));
    }
    run.output("version", version(version));
    String project = inputs.text("project_id");
    if (!project.isEmpty()) {
      return configure(run, project);
    }
    return StepResult.succeeded();
  }

  private static StepResult configure(ActionRun run, String project) throws InterruptedException {
    int exit =
        run.exec(
            List.of("gcloud", "config", "set", "project", project),
            run.files().workspace(),
            Map.of(),
            run::line);
    return exit == 0
        ? StepResult.succeeded()
        : StepResult.failed(
            "google-github-actions/setup-gcloud failed with: gcloud config set project ended with"
                + " exit code "
                + exit);
  }

  private static String version(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("Google Cloud SDK "))
        .map(line -> line.substring("Google Cloud SDK ".length()).strip())
        .findFirst()
        .orElse("");
  }
}
