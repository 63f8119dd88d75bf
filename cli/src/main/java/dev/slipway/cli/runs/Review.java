package dev.slipway.cli.runs;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/**
 * {@code slipway approve RUN} and {@code slipway reject RUN}: answers for jobs that wait to deploy
 * to an environment with reviewers.
 */
final class Review implements Subcommand {
  private static final String ENVIRONMENT = "--environment";
  private static final String COMMENT = "--comment";
  private static final String BYPASS = "--bypass";

  private final String name;
  private final String answer;

  private Review(String name, String answer) {
    this.name = name;
    this.answer = answer;
  }

  static Review approve() {
    return new Review("approve", "approved");
  }

  static Review reject() {
    return new Review("reject", "rejected");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CommandSpec spec() {
    boolean approves = answer.equals("approved");
    var spec =
        Options.command(
                name,
                approves
                    ? "Let the jobs of a run start that wait to deploy to an environment."
                    : "Fail the jobs of a run that wait to deploy to an environment.")
            .addPositional(RunId.argument())
            .addOption(
                Options.values(
                    "NAME", "only this environment, may be given several times", ENVIRONMENT))
            .addOption(Options.value("TEXT", "why", "-m", COMMENT));
    return approves
        ? spec.addOption(
            Options.flag(
                "start them without waiting for reviewers or time, as a maintainer", BYPASS))
        : spec;
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    String id = RunId.of(arguments);
    var body = Json.MAPPER.createObjectNode();
    boolean bypass = arguments.hasMatchedOption(BYPASS);
    body.put("state", bypass ? "bypassed" : answer);
    body.put("comment", arguments.matchedOptionValue(COMMENT, ""));
    var environments = body.putArray("environments");
    arguments.matchedOptionValue(ENVIRONMENT, List.<String>of()).forEach(environments::add);
    JsonNode now =
        ApiClient.of(Options.instance(arguments)).post("/api/v1/runs/" + id + "/deployments", body);
    if (Options.json(arguments)) {
      console.json(now);
      return 0;
    }
    for (JsonNode deployment : now.path("deployments")) {
      console.print(line(deployment));
    }
    console.print("next: slipway logs run/" + id);
    return 0;
  }

  private static String line(JsonNode deployment) {
    String reviewer = deployment.path("reviewer").asString("");
    String comment = deployment.path("comment").asString("");
    return deployment.path("job").asString()
        + " to "
        + deployment.path("environment").asString()
        + ": "
        + deployment.path("state").asString()
        + (reviewer.isEmpty() ? "" : " by " + reviewer)
        + (comment.isEmpty() ? "" : ": " + comment);
  }
}
