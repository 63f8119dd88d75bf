package dev.slipway.cli.demo;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What runs in production and what ran before, through the API. */
record Releases(Stage stage) {
  private static final String QUERY = "?environment=" + Plot.ENVIRONMENT;
  private static final Set<String> UNDECIDED = Set.of("rolling out", "rolling-out");

  List<JsonNode> all() {
    return stage.api().get("/api/v1/releases" + QUERY).path("releases").valueStream().toList();
  }

  /** The newest release of a commit. */
  Optional<JsonNode> of(String commit) {
    return all().stream().filter(r -> r.path("commit").asString().equals(commit)).findFirst();
  }

  /** The release that is to answer users now. */
  JsonNode serving() {
    return all().stream()
        .filter(r -> r.path("state").asString().equals("serving"))
        .findFirst()
        .orElseThrow(() -> new SlipwayException("no release is serving in " + Plot.ENVIRONMENT));
  }

  /** Waits until it is known how the release of a commit ended. */
  JsonNode awaitOutcome(String commit, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      var release = of(commit);
      if (release.isPresent() && !UNDECIDED.contains(release.get().path("state").asString())) {
        return release.get();
      }
      Thread.sleep(Duration.ofMillis(50));
    }
    throw new SlipwayException(
        "how the release of "
            + commit.substring(0, 7)
            + " ended was not known within "
            + patience.toSeconds()
            + " s");
  }

  /** Rolls production back; hears the explanation and what is done. */
  JsonNode rollback(String reason, Story story) {
    var order = Json.MAPPER.createObjectNode().put("reason", reason);
    var results = new ArrayList<JsonNode>();
    stage.api().stream(
        "POST",
        "/api/v1/rollback" + QUERY,
        order,
        line -> {
          JsonNode message = Json.MAPPER.readTree(line);
          message.path("plan").path("questions").forEach(q -> story.tell(question(q)));
          if (message.has("line")) {
            story.tell(message.path("line").asString());
          }
          if (message.has("result")) {
            results.add(message.path("result"));
          }
          if (message.has("error") || message.has("refused")) {
            throw new SlipwayException(
                "the rollback was not done: "
                    + message
                        .path("error")
                        .asString(message.path("refused").path("reason").asString("")));
          }
        });
    if (results.isEmpty()) {
      throw new SlipwayException("the rollback ended without a result; 'slipway logs' says why");
    }
    return results.getFirst();
  }

  private static String question(JsonNode question) {
    return question.path("question").asString() + " " + question.path("answer").asString();
  }
}
