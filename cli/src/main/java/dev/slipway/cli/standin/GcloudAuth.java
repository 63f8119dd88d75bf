package dev.slipway.cli.standin;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** {@code gcloud auth}: keyless credentials only. */
final class GcloudAuth {
  private static final List<String> GOOGLE_HOSTS =
      List.of(
          "gcr.io",
          "us.gcr.io",
          "eu.gcr.io",
          "asia.gcr.io",
          "staging-k8s.gcr.io",
          "marketplace.gcr.io");

  private final Surroundings around;
  private final GcloudCall call;

  GcloudAuth(Surroundings around, GcloudCall call) {
    this.around = around;
    this.call = call;
  }

  void run(String command, List<String> words) throws IOException {
    switch (command) {
      case "configure-docker" -> configureDocker(words);
      case "print-access-token" -> around.console().print(new GoogleTokens(around).accessToken());
      case "login", "activate-service-account" -> login(command);
      case "list" -> list();
      default -> {
        Files.deleteIfExists(new GcloudFiles(around).login());
        Files.deleteIfExists(new GcloudFiles(around).token());
        around.console().note("Revoked credentials.");
      }
    }
  }

  private void configureDocker(List<String> words) {
    var hosts = new TreeSet<String>();
    for (String word : words) {
      hosts.addAll(List.of(word.split(",")));
    }
    if (hosts.isEmpty()) {
      hosts.addAll(GOOGLE_HOSTS);
    }
    // The real one asks for a yes here unless prompts are off; a job has nobody to ask (S29).
    var file = new DockerConfigFile(around);
    boolean changed = file.putHelpers(hosts, "gcloud");
    if (changed) {
      around.console().note("Adding credentials for: " + String.join(", ", hosts));
      around.console().note("Docker configuration file updated.");
    } else {
      around
          .console()
          .note("gcloud credential helpers already registered correctly in [" + file.file() + "].");
    }
  }

  private void login(String command) throws IOException {
    String file =
        call.flags()
            .last("--cred-file")
            .orElseThrow(() ->
                Gcloud.usage(
                    "auth." + command,
                    "only --cred-file=FILE with a workload identity configuration is accepted; in"
                        + " a workflow use the action google-github-actions/auth"));
    Path path = around.directory().resolve(file);
    byte[] content = Files.readAllBytes(path);
    JsonNode node = Json.parse(content, path.toString());
    if (!node.path("type").asString("").equals("external_account")) {
      throw Gcloud.usage(
          "auth." + command,
          path
              + " is not of the type external_account; keys of service accounts never expire and"
              + " are not accepted");
    }
    var files = new GcloudFiles(around);
    Files.createDirectories(files.directory());
    DurableFiles.writeSecret(files.login(), content);
    String account = new GoogleTokens(around).account().orElse("");
    around
        .console()
        .note("Authenticated with external account credentials for: [" + account + "].");
  }

  private void list() throws IOException {
    var account = new GoogleTokens(around).account();
    if (account.isEmpty()) {
      around
          .console()
          .note("\nNo credentialed accounts.\n\nTo login, run:\n  $ gcloud auth login `ACCOUNT`\n");
      return;
    }
    var node = Json.MAPPER.createArrayNode();
    node.addObject().put("account", account.get()).put("status", "ACTIVE");
    if (call.flags().last("--format").isPresent()) {
      call.print(node, "json");
      return;
    }
    around.console().print("Credentialed Accounts");
    var table = new Table("ACTIVE", "ACCOUNT");
    table.row("*", account.get());
    table.lines().forEach(around.console()::print);
  }
}
