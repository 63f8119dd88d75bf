package dev.slipway.cli.runs;

import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.HostedRemote;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway runs}: the latest runs, and how each ended or why it waits. */
final class ListRuns implements Subcommand {
  private static final int LATEST = 20;

  @Override
  public String name() {
    return "runs";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(), "List the latest runs of workflows, the newest first, and how they ended.")
        .addOption(Options.value("OWNER/NAME", "only those of one repository", "--repository"))
        .addOption(Options.number("N", "at most so many (" + LATEST + ")", "--limit"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    int limit = arguments.matchedOptionValue("--limit", LATEST);
    var path = "/api/v1/runs?limit=" + limit;
    String given = arguments.matchedOptionValue("--repository", "");
    if (!given.isEmpty()) {
      path += "&repository=" + new HostedRemote(Path.of("")).repository(Optional.of(given));
    }
    var answer = ApiClient.of(Options.instance(arguments)).get(path);
    if (Options.json(arguments)) {
      console.json(answer);
      return 0;
    }
    List<JsonNode> runs = answer.path("runs").valueStream().toList();
    if (runs.isEmpty()) {
      console.print("no runs yet; 'slipway push DIR' and 'slipway run FILE' start some");
      return 0;
    }
    table(runs, given.isEmpty(), Instant.now()).forEach(console::print);
    console.print("");
    console.print("next: slipway logs run/" + runs.getFirst().path("id").asString());
    return 0;
  }

  /** The rows, each column as wide as its widest entry. */
  static List<String> table(List<JsonNode> runs, boolean named, Instant now) {
    var rows = new ArrayList<List<String>>();
    for (JsonNode run : runs) {
      var row = new ArrayList<String>();
      row.add(run.path("id").asString());
      row.add(Words.mark(run));
      if (named) {
        row.add(run.path("repository").asString());
      }
      row.add(run.path("title").asString() + " #" + run.path("number").asLong());
      row.add(run.path("event").asString());
      row.add(Words.commit(run));
      row.add(Words.branch(run));
      row.add(run.path("actor").asString());
      row.add(Words.ago(run, now));
      row.add(Words.took(run, "begun", now));
      row.add(Words.state(run));
      rows.add(row);
    }
    return Words.aligned(rows);
  }
}
