package dev.slipway.client;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What the workflows of one hosted repository do, through the API.
 *
 * @param api of the instance
 * @param repository {@code OWNER/NAME}
 */
public record RunWatch(ApiClient api, String repository) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LATEST = 50;

  /** The runs that a commit started so far, the oldest first. */
  public List<JsonNode> of(Predicate<JsonNode> wanted) {
    var runs =
        new ArrayList<>(
            api.get("/api/v1/runs?limit=" + LATEST + "&repository=" + repository)
                .path("runs")
                .valueStream()
                .filter(wanted)
                .toList());
    return runs.reversed();
  }

  /** The runs of a commit, and of the pull requests that have it as their head. */
  public List<JsonNode> ofHead(String commit) {
    return api.get("/api/v1/runs?head=" + commit + "&repository=" + repository)
        .path("runs")
        .valueStream()
        .toList();
  }

  /**
   * Waits until there is a run as wanted. A push has been answered when its runs exist; what starts
   * them otherwise, such as a merge, may be a moment ahead of them.
   *
   * @throws SlipwayException when none comes
   */
  public JsonNode await(String what, Predicate<JsonNode> wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      var runs = of(wanted);
      if (!runs.isEmpty()) {
        return runs.getLast();
      }
      Thread.sleep(Duration.ofMillis(50));
    }
    throw new SlipwayException(
        "no run of "
            + repository
            + " was started by "
            + what
            + "; 'slipway runs' lists what there is");
  }

  /** Hears everything that a run tells, until it has ended; returns the run with its jobs. */
  public JsonNode follow(String id, Consumer<JsonNode> news) {
    api.stream(
        "GET",
        "/api/v1/runs/" + id + "/events",
        "",
        line -> news.accept(Json.MAPPER.readTree(line)));
    return get(id);
  }

  /** Hears a run as lines of text, until it has ended; returns the run with its jobs. */
  public JsonNode narrate(String id, Consumer<String> line) {
    api.stream("GET", "/api/v1/runs/" + id + "/events?format=text", "", line);
    return get(id);
  }

  /** A run with its jobs. */
  public JsonNode get(String id) {
    return api.get("/api/v1/runs/" + id);
  }

  /** Where the API has a job's log. */
  public static String log(String id, String job) {
    String name = ApiClient.segment(job);
    return "/api/v1/runs/" + id + "/jobs/" + name + "/log";
  }

  /** The last lines of a job's log. */
  public List<String> lastLines(String id, String job, int count) {
    var lines = new ArrayList<String>();
    api.stream("GET", log(id, job) + "?format=text", "", lines::add);
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }
}
