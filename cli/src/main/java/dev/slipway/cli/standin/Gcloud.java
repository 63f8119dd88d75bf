package dev.slipway.cli.standin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code gcloud}, as far as a deployment needs it. */
final class Gcloud {
  static final String VERSION = "528.0.0";

  private static final List<String> COMMANDS =
      List.of(
          "artifacts docker images list",
          "artifacts docker tags list",
          "artifacts repositories add-iam-policy-binding|create|describe|list",
          "auth configure-docker|list|login --cred-file|print-access-token",
          "config get-value|list|set|unset",
          "container clusters get-credentials|list",
          "iam service-accounts add-iam-policy-binding|create|list",
          "iam workload-identity-pools create|describe|list",
          "iam workload-identity-pools providers create-oidc|describe|list",
          "projects add-iam-policy-binding|describe|list",
          "services enable|list",
          "version");

  private final Surroundings around;

  Gcloud(Surroundings around) {
    this.around = around;
  }

  int run(List<String> arguments) throws IOException {
    var words = new ArrayList<String>();
    var call = GcloudCall.parse(around, arguments, words);
    String command = String.join(" ", words.subList(0, Math.min(2, words.size())));
    switch (command) {
      case "" -> {
        COMMANDS.forEach(around.console()::print);
        return 0;
      }
      case "version" -> {
        around.console().print("Google Cloud SDK " + VERSION);
        around.console().print("slipway stand-in");
        return 0;
      }
      case "auth configure-docker",
          "auth list",
          "auth login",
          "auth print-access-token",
          "auth activate-service-account",
          "auth revoke" ->
          new GcloudAuth(around, call).run(words.get(1), words.subList(2, words.size()));
      case "config get-value", "config get", "config set", "config unset", "config list" ->
          config(words.get(1), words.subList(2, words.size()));
      case "container clusters" ->
          new GcloudClusters(around, call).run(words.subList(2, words.size()));
      case "artifacts docker" ->
          new GcloudArtifacts(around, call).run(words.subList(2, words.size()));
      default -> new GcloudResources(around, call).run(words);
    }
    return 0;
  }

  private void config(String command, List<String> words) throws IOException {
    var files = new GcloudFiles(around);
    switch (command) {
      case "get-value", "get" -> {
        var value = files.property(one(command, words));
        if (value.isPresent()) {
          around.console().print(value.get());
        } else {
          around.console().note("(unset)");
        }
      }
      case "set" -> {
        if (words.size() != 2) {
          throw usage("config.set", "argument VALUE: Must be specified.");
        }
        files.set(words.get(0), words.get(1));
        around.console().note("Updated property [" + GcloudFiles.full(words.get(0)) + "].");
      }
      case "unset" -> {
        files.unset(one(command, words));
        around.console().note("Unset property [" + GcloudFiles.full(words.getFirst()) + "].");
      }
      default -> {
        String section = "";
        for (var entry : files.read().entrySet()) {
          String own = entry.getKey().substring(0, entry.getKey().indexOf('/'));
          if (!own.equals(section)) {
            around.console().print("[" + own + "]");
            section = own;
          }
          around
              .console()
              .print(entry.getKey().substring(own.length() + 1) + " = " + entry.getValue());
        }
        around.console().note("\nYour active configuration is: [default]");
      }
    }
  }

  private static String one(String command, List<String> words) {
    if (words.size() != 1) {
      throw usage("config." + command, "argument SECTION/PROPERTY: Must be specified.");
    }
    return words.getFirst();
  }

  static ToolFailure usage(String command, String problem) {
    return new ToolFailure(2, "ERROR: (gcloud." + command + ") " + problem);
  }

  static ToolFailure unknown(String command) {
    return new ToolFailure(
        2,
        "ERROR: (gcloud) Invalid choice: '"
            + command
            + "'. This gcloud has:\n  "
            + String.join("\n  ", COMMANDS));
  }
}
