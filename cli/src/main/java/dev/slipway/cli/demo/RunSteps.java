package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Follows one run for the story: what its jobs are busy with, and how it ended. */
final class RunSteps {
  private static final int LAST_LINES = 15;

  private final Stage stage;
  private final TreeMap<String, String> busy = new TreeMap<>();

  RunSteps(Stage stage) {
    this.stage = stage;
  }

  /** Follows a run to its end; returns it with its jobs. */
  JsonNode follow(JsonNode run, Story.Progress progress) {
    JsonNode ended =
        stage
            .runs()
            .follow(
                run.path("id").asString(),
                news -> {
                  if (hear(news)) {
                    progress.busy(String.join(" · ", busy.values()));
                  }
                });
    progress.outcome(summary(ended));
    return ended;
  }

  /** As {@link #follow}, and fails with the end of the failed job's log when the run failed. */
  JsonNode succeed(JsonNode run, Story.Progress progress) {
    JsonNode ended = follow(run, progress);
    if (!ended.path("conclusion").asString("").equals("success")) {
      throw new SlipwayException(failure(ended));
    }
    return ended;
  }

  private boolean hear(JsonNode news) {
    return switch (news.path("type").asString("")) {
      case "step" -> {
        String job = news.path("job").asString();
        if (news.path("status").asString("").equals("running")) {
          busy.put(job, job + ": " + news.path("name").asString());
        }
        yield true;
      }
      case "job" -> {
        if (news.path("job").path("status").asString("").equals("completed")) {
          busy.remove(news.path("job").path("id").asString());
        }
        yield true;
      }
      default -> false;
    };
  }

  private static String summary(JsonNode run) {
    List<JsonNode> jobs = run.path("jobs").valueStream().toList();
    long passed =
        jobs.stream().filter(j -> j.path("conclusion").asString("").equals("success")).count();
    return String.format(
        Locale.ROOT,
        "%s #%d %s, %d of %d jobs passed",
        run.path("title").asString(),
        run.path("number").asLong(),
        run.path("conclusion").asString(""),
        passed,
        jobs.size());
  }

  /** What failed, with the end of its log. */
  String failure(JsonNode run) {
    var text = new StringBuilder(summary(run));
    String reason = run.path("reason").asString("");
    if (!reason.isEmpty()) {
      text.append(": ").append(reason);
    }
    for (JsonNode job : run.path("jobs")) {
      if (job.path("conclusion").asString("").equals("failure")) {
        text.append("\n").append(job.path("name").asString()).append(":");
        stage
            .runs()
            .lastLines(run.path("id").asString(), job.path("id").asString(), LAST_LINES)
            .forEach(line -> text.append("\n  ").append(line));
      }
    }
    return text.toString();
  }
}
