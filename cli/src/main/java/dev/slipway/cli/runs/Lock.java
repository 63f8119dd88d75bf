package dev.slipway.cli.runs;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.GitProgram;
import dev.slipway.client.HostedRemote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/**
 * {@code slipway lock}: writes down at which commits the workflows of a working tree use actions of
 * other repositories; from then on a run fails when one of them is elsewhere.
 */
final class Lock implements Subcommand {
  @Override
  public String name() {
    return "lock";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Write the commits of the actions that a working tree's workflows use into"
                + " .github/actions.lock. Runs of commits with this file fail when an action is"
                + " elsewhere by then.")
        .addPositional(
            Options.argument(0, "DIR", "0..1", "the working tree; the current directory otherwise"))
        .addOption(
            Options.value(
                "OWNER/NAME",
                "the repository (of the clone, or local/DIR's name)",
                "--repository"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    Path root = GitProgram.real(Path.of(arguments.matchedPositionalValue(0, "")).toAbsolutePath());
    if (!Files.isDirectory(root.resolve(".github/workflows"))) {
      throw new SlipwayException(
          root + " has no directory .github/workflows; name the root of a working tree");
    }
    var instance = Options.instance(arguments);
    var api = ApiClient.of(instance);
    String repository =
        new HostedRemote(root)
            .repositoryOrLocal(
                Optional.ofNullable(arguments.matchedOptionValue("--repository", null)));
    var tree = WorkTree.of(root, instance.path().resolve("push").resolve(repository + ".git"));
    String ref = WorkTree.REFS + UUID.randomUUID();
    String url = api.url() + "/git/" + repository + ".git";
    tree.send(url, api.url(), instance.token(), ref);
    JsonNode lock;
    try {
      lock = api.get("/api/v1/repositories/" + repository + "/actions-lock?revision=" + ref);
    } finally {
      tree.takeBack(url, api.url(), instance.token(), ref);
    }
    write(root.resolve(lock.path("file").asString()), lock.path("text").asString());
    if (Options.json(arguments)) {
      console.json(lock);
      return 0;
    }
    lock.path("actions")
        .properties()
        .forEach(action -> console.print(action.getKey() + " " + action.getValue().asString()));
    console.print("next: git add " + lock.path("file").asString());
    return 0;
  }

  private static void write(Path file, String text) {
    try {
      DurableFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SlipwayException("could not write " + file + ": " + e.getMessage(), e);
    }
  }
}
