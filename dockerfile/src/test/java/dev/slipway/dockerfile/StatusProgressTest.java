package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class StatusProgressTest {
  private final ArrayList<ObjectNode> documents = new ArrayList<>();
  private final StatusProgress progress =
      new StatusProgress(
          documents::add, Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));

  @Test
  void tellsTheLifeOfAStepUnderOneDigest() {
    progress.on(new BuildEvent.StepStarted(1, "[1/2] FROM base"));
    progress.on(
        new BuildEvent.StepOutput(1, BuildEvent.Stream.STDERR, "hello", Duration.ofMillis(5)));
    progress.on(new BuildEvent.StepFailed(1, Duration.ofSeconds(1), "it broke"));

    String digest = documents.get(0).at("/vertexes/0/digest").asString();
    assertThat(digest).startsWith("sha256:");
    assertThat(documents.get(0).at("/vertexes/0/started").asString())
        .isEqualTo("2026-01-02T03:04:05Z");
    assertThat(documents.get(1).at("/logs/0/vertex").asString()).isEqualTo(digest);
    assertThat(documents.get(1).at("/logs/0/stream").asInt()).isEqualTo(2);
    assertThat(documents.get(1).at("/logs/0/data").asString()).isEqualTo("aGVsbG8K");
    assertThat(documents.get(2).at("/vertexes/0/error").asString()).isEqualTo("it broke");
    assertThat(documents.get(2).at("/vertexes/0/digest").asString()).isEqualTo(digest);
  }

  @Test
  void tellsOfCachedSteps() {
    progress.on(new BuildEvent.StepStarted(1, "x"));
    progress.on(new BuildEvent.StepCached(1));

    assertThat(documents.get(1).at("/vertexes/0/cached").asBoolean()).isTrue();
  }
}
