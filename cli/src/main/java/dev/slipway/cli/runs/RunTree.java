package dev.slipway.cli.runs;

import dev.slipway.cli.command.Console;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A run with its jobs, and the steps of jobs that did not succeed, as a tree of lines. */
final class RunTree {
  private final JsonNode run;
  private final Instant now;

  RunTree(JsonNode run, Instant now) {
    this.run = run;
    this.now = now;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        "%s run %s  %s #%d  %s of %s  %s  %s"
            .formatted(
                Words.mark(run),
                run.path("id").asString(),
                run.path("title").asString(),
                run.path("number").asLong(),
                run.path("event").asString(),
                Words.commit(run),
                Words.took(run, "begun", now),
                Words.state(run)));
    List<JsonNode> jobs = run.path("jobs").valueStream().toList();
    for (int i = 0; i < jobs.size(); i++) {
      job(jobs.get(i), i == jobs.size() - 1, lines);
    }
    return lines;
  }

  private void job(JsonNode job, boolean last, List<String> lines) {
    lines.add((last ? "└─ " : "├─ ") + told(job, job.path("reason").asString("")));
    String margin = last ? "   " : "│  ";
    String url = job.path("url").asString("");
    if (!url.isEmpty()) {
      lines.add(margin + "   " + url);
    }
    if (job.path("conclusion").asString("").equals("success")) {
      return;
    }
    for (JsonNode step : job.path("steps")) {
      lines.add(margin + "   " + told(step, ""));
    }
  }

  private String told(JsonNode node, String reason) {
    return (Words.mark(node)
            + " "
            + node.path("name").asString()
            + "  "
            + Words.took(node, "started", now)
            + (reason.isEmpty() ? "" : "  " + reason))
        .stripTrailing();
  }

  /** What is most worth doing next. */
  String next() {
    String id = run.path("id").asString();
    return run.path("jobs")
        .valueStream()
        .filter(job -> job.path("conclusion").asString("").equals("failure"))
        .findFirst()
        .map(job -> "next: slipway logs " + quoted("run/" + id + "/" + job.path("id").asString()))
        .orElse("next: slipway logs run/" + id);
  }

  private static String quoted(String word) {
    return word.matches("[\\w./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  boolean succeeded() {
    return run.path("conclusion").asString("").equals("success");
  }

  void print(Console console) {
    lines().forEach(console::print);
    console.print(next());
  }
}
