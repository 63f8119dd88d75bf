package dev.slipway.runner.builtin.google;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code google-github-actions/get-gke-credentials}: a kubeconfig that needs no plug-in. */
public final class GetGkeCredentials implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("google-github-actions/get-gke-credentials", "v1", "v2", "v3")
          .required("cluster_name")
          .inputs("location", "project_id", "context_name", "namespace")
          .input("use_auth_provider", "false")
          .input("use_internal_ip", "false")
          .input("use_connect_gateway", "false")
          .input("use_dns_based_endpoint", "false")
          .inputs("fleet_membership_name", "quota_project_id")
          .done(ActionManifest.Post.NONE, "kubeconfig_path");

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse(
        "remove it: clusters are reached directly",
        "use_internal_ip",
        "use_connect_gateway",
        "use_dns_based_endpoint",
        "fleet_membership_name");
    Cluster cluster = Cluster.of(inputs);
    String file = run.files().workspace().resolve("gha-kubeconfig-" + UUID.randomUUID()).toString();
    var command = new ArrayList<>(List.of("gcloud", "container", "clusters", "get-credentials"));
    command.add(cluster.name);
    if (!cluster.location.isEmpty()) {
      command.addAll(List.of("--location", cluster.location));
    }
    if (!cluster.project.isEmpty()) {
      command.addAll(List.of("--project", cluster.project));
    }
    int exit = run.exec(command, run.files().workspace(), Map.of("KUBECONFIG", file), run::line);
    if (exit != 0) {
      return StepResult.failed(
          "google-github-actions/get-gke-credentials failed with: gcloud ended with exit code "
              + exit);
    }
    adapt(run, inputs, file);
    run.exportVariable("KUBECONFIG", file);
    run.exportVariable("KUBE_CONFIG_PATH", file);
    run.output("kubeconfig_path", file);
    return StepResult.succeeded();
  }

  private static void adapt(ActionRun run, ActionInputs inputs, String file)
      throws InterruptedException {
    if (inputs.optional("namespace").isPresent()) {
      String namespace = "--namespace=" + inputs.text("namespace");
      configure(run, file, List.of("set-context", "--current", namespace));
    }
    if (inputs.optional("context_name").isPresent()) {
      List<String> current = configure(run, file, List.of("current-context"));
      String name = inputs.text("context_name");
      configure(run, file, List.of("rename-context", current.getLast().strip(), name));
    }
  }

  private static List<String> configure(ActionRun run, String file, List<String> words)
      throws InterruptedException {
    var command = new ArrayList<>(List.of("kubectl", "config"));
    command.addAll(words);
    var lines = new ArrayList<String>();
    int exit = run.exec(command, run.files().workspace(), Map.of("KUBECONFIG", file), lines::add);
    if (exit != 0 || lines.isEmpty()) {
      throw new SlipwayException(
          "kubectl config "
              + words.getFirst()
              + " ended with exit code "
              + exit
              + ": "
              + String.join("\n", lines));
    }
    return lines;
  }

  /** The cluster's short name, or its parts out of {@code projects/P/locations/L/clusters/C}. */
  private record Cluster(String project, String location, String name) {
    static Cluster of(ActionInputs inputs) {
      String[] parts = inputs.text("cluster_name").split("/");
      return parts.length == 6 && parts[0].equals("projects")
          ? new Cluster(parts[1], parts[3], parts[5])
          : new Cluster(
              inputs.text("project_id"), inputs.text("location"), inputs.text("cluster_name"));
    }
  }
}
