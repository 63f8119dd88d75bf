package dev.slipway.cli.delivery;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway release N}: everything about one release. */
final class ShowRelease implements Subcommand {
  @Override
  public String name() {
    return "release";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(), "Show a release: its commit, images, state, and what its pods said.")
        .addPositional(
            Options.argument(0, "N", "0..1", "the number of the release; the latest otherwise"))
        .addOption(
            Options.value("NAME", "the environment or its namespace", "-e", "--environment"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var api = ApiClient.of(Options.instance(arguments));
    String number =
        arguments.hasMatchedPositional(0)
            ? arguments.matchedPositionalValue(0, "")
            : latest(api, arguments);
    var release = api.get("/api/v1/releases/" + ApiClient.segment(number) + Words.query(arguments));
    if (Options.json(arguments)) {
      console.json(release);
      return 0;
    }
    print(release, console);
    int before = release.path("number").asInt() - 1;
    console.print("");
    console.print(
        before > 0
            ? "next: slipway diff " + before + " " + number + Words.option(arguments)
            : "next: slipway history" + Words.option(arguments));
    return 0;
  }

  private static String latest(ApiClient api, ParseResult arguments) {
    return api.get("/api/v1/releases" + Words.query(arguments) + "&limit=1")
        .path("releases")
        .path(0)
        .path("number")
        .asString();
  }

  static void print(JsonNode release, Console console) {
    console.print(
        "release "
            + release.path("number").asInt()
            + " of "
            + release.path("environment").asString()
            + ": "
            + Words.state(release)
            + reason(release));
    line(console, "cause", release.path("cause").asString());
    line(
        console,
        "commit",
        Words.commit(release)
            + (release.path("repository").asString("").isEmpty()
                ? ""
                : " of " + release.path("repository").asString())
            + " (by "
            + release.path("commitFrom").asString().replace('_', ' ')
            + ")");
    line(
        console,
        "by",
        release.path("actor").asString()
            + " with "
            + release.path("client").asString()
            + (release.path("run").asString("").isEmpty()
                ? ""
                : " in run " + release.path("run").asString()));
    line(console, "started", release.path("started").asString());
    line(console, "took", Words.took(release));
    line(console, "manifests", release.path("manifests").asString());
    line(console, "images", release.path("verification").asString());
    if (release.has("record")) {
      line(console, "recorded", release.path("record").asString());
    }
    if (release.path("undo").path("note").asString("").length() > 0) {
      line(console, "git", release.path("undo").path("note").asString());
    }
    workloads(release, console);
    evidence(release, console);
  }

  private static String reason(JsonNode release) {
    String reason = release.path("reason").asString("");
    return reason.isEmpty() ? "" : " - " + reason;
  }

  private static void line(Console console, String name, String value) {
    if (!value.isEmpty()) {
      console.print(String.format("  %-10s %s", name, value));
    }
  }

  private static void workloads(JsonNode release, Console console) {
    for (JsonNode workload : release.path("workloads")) {
      console.print(
          "  "
              + workload.path("name").asString()
              + " ("
              + workload.path("part").asString().toLowerCase(java.util.Locale.ROOT)
              + ")");
      for (JsonNode image : workload.path("images")) {
        console.print(
            "    "
                + image.path("container").asString()
                + "  "
                + Words.digest(image)
                + "  "
                + image.path("reference").asString());
      }
    }
  }

  private static void evidence(JsonNode release, Console console) {
    for (JsonNode one : release.path("evidence")) {
      console.print(
          "  "
              + one.path("pod").asString()
              + (one.path("container").asString("").isEmpty()
                  ? ""
                  : "/" + one.path("container").asString())
              + ": "
              + one.path("problem").asString());
      for (JsonNode event : one.path("events")) {
        console.print("    event  " + event.asString());
      }
      for (JsonNode text : one.path("log")) {
        console.print("    log    " + text.asString());
      }
    }
  }
}
