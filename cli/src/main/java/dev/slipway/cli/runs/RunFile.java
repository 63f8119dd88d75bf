package dev.slipway.cli.runs;

import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.HostedRemote;
import dev.slipway.client.InstanceDirectory;
import dev.slipway.client.RunWatch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code slipway run FILE}: runs a workflow of a working tree as it is, without a push to a branch.
 *
 * <p>The commit belongs to no branch, so nothing that asks for one follows: neither other workflows
 * nor an identity that is bound to {@code refs/heads/main}.
 */
final class RunFile implements Subcommand {
  private static final List<String> EVENTS = List.of("workflow_dispatch", "push", "pull_request");

  @Override
  public String name() {
    return "run";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Run a workflow of a working tree as it is now, uncommitted changes included, without"
                + " pushing to a branch. It starts whatever the workflow's own triggers say.")
        .addPositional(Options.argument(0, "FILE", "1", "the workflow, in .github/workflows"))
        .addOption(
            Options.value(
                "OWNER/NAME", "the repository (of the clone, or local/DIR's name)", "--repository"))
        .addOption(
            Options.value(
                "NAME",
                "the event the run sees (workflow_dispatch), push, pull_request",
                "--event"))
        .addOption(Options.value("JOB", "only this job, and those that it needs", "-j", "--job"))
        .addOption(Options.values("NAME=VALUE", "an input of the workflow", "-i", "--input"))
        .addOption(Followed.option());
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String event = arguments.matchedOptionValue("--event", EVENTS.getFirst());
    if (!EVENTS.contains(event)) {
      throw misuse(arguments, "--event is one of " + String.join(", ", EVENTS));
    }
    Map<String, String> inputs = inputs(arguments);
    var file = WorkflowFile.of(Path.of(arguments.matchedPositionalValue(0, "")));
    var instance = Options.instance(arguments);
    var api = ApiClient.of(instance);
    String repository =
        new HostedRemote(file.root())
            .repositoryOrLocal(
                Optional.ofNullable(arguments.matchedOptionValue("--repository", null)));
    var tree =
        WorkTree.of(file.root(), instance.path().resolve("push").resolve(repository + ".git"));
    String ref = WorkTree.REFS + UUID.randomUUID();
    Map<String, Object> order =
        Map.of(
            "repository",
            repository,
            "revision",
            ref,
            "ref",
            ref,
            "file",
            file.path(),
            "event",
            event,
            "inputs",
            inputs,
            "job",
            arguments.matchedOptionValue("--job", ""));
    console.note(
        "running " + file.path() + " of " + file.root() + " as " + event + " of " + repository);
    String id = start(api, instance, tree, order);
    return Followed.toTheEnd(new RunWatch(api, repository), id, arguments, console);
  }

  private static String start(
      ApiClient api, InstanceDirectory instance, WorkTree tree, Map<String, Object> order) {
    String url = api.url() + "/git/" + order.get("repository") + ".git";
    String ref = String.valueOf(order.get("ref"));
    String token = instance.token();
    tree.send(url, api.url(), token, ref);
    try {
      return api.post("/api/v1/runs", order).path("id").asString();
    } catch (SlipwayException e) {
      tree.takeBack(url, api.url(), token, ref);
      throw e;
    }
  }

  /** What {@code --input} says. */
  static Map<String, String> inputs(ParseResult arguments) {
    var inputs = new LinkedHashMap<String, String>();
    for (String input : arguments.matchedOptionValue("--input", List.<String>of())) {
      int equals = input.indexOf('=');
      if (equals < 1) {
        throw misuse(arguments, "\"" + input + "\" is no input; write --input NAME=VALUE");
      }
      inputs.put(input.substring(0, equals), input.substring(equals + 1));
    }
    return inputs;
  }

  private static CommandLine.ParameterException misuse(ParseResult arguments, String message) {
    return new CommandLine.ParameterException(arguments.commandSpec().commandLine(), message);
  }
}
