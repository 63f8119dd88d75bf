package dev.slipway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One story, told to each kind of audience. */
class StoryTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          new PrintStream(written, true, StandardCharsets.UTF_8),
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

  private void tell(Audience audience) throws InterruptedException {
    try (audience) {
      var story = new Story(audience, CLOCK);
      story.chapter("start", "One process.");
      story.step(
          "the process",
          progress -> {
            progress.busy("waking up " + "x".repeat(100));
            progress.outcome("ready");
            return progress;
          });
      story.measure("ready", "process ready after", 1.234, "s");
      assertThatThrownBy(() ->
              story.step(
                  "its checks",
                  progress -> {
                    throw new SlipwayException("test-backend failed\nsee its log");
                  }))
          .isInstanceOf(DemoFailure.class)
          .hasMessageContaining("its checks")
          .hasMessageContaining("test-backend failed");
      story.end(List.of("Try next:"));
    }
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aLogGetsALineForEachThingWithItsTime() throws InterruptedException {
    tell(new PlainAudience(console, CLOCK));
    assertThat(lines())
        .contains(
            "    0.0 s  1. start",
            "    0.0 s     … the process",
            "    0.0 s     ✔ the process: ready  (0.0 s)",
            "    0.0 s     = process ready after: 1.23 s",
            "    0.0 s     ✘ its checks: test-backend failed",
            "    0.0 s       see its log  (0.0 s)",
            "    0.0 s  Try next:")
        .allMatch(line -> line.matches(" +\\d+\\.\\d s  .*"));
  }

  @Test
  void aProgramGetsOneJsonValueALine() throws InterruptedException {
    tell(new JsonAudience(console));
    List<JsonNode> events =
        lines().stream()
            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8), "event"))
            .toList();
    assertThat(events)
        .extracting(event -> event.path("event").asString())
        .containsExactly(
            "chapter", "begun", "busy", "done", "measured", "begun", "failed", "ended");
    assertThat(events.get(4).path("value").asDouble()).isEqualTo(1.234);
    assertThat(events.get(6).path("reason").asString()).startsWith("test-backend failed");
  }

  @Test
  void aTerminalKeepsWhatIsDoneAndCutsWhatGoesOnToItsWidth() throws InterruptedException {
    tell(new TerminalAudience(console, CLOCK, 40, Paint.NONE));
    String all = written.toString(StandardCharsets.UTF_8);
    String erase = "\u001b[1A\u001b[2K";
    assertThat(all).contains("…\n" + erase + "   ✔ the process: ready  (0.0 s)\n");
    assertThat(all.replace(erase, "").lines().filter(line -> line.contains("waking")))
        .isNotEmpty()
        .allMatch(line -> line.length() == 40 && line.endsWith("…"));
    // Every line that was drawn for the time being was erased again.
    long drawn = all.replace(erase, "").lines().filter(line -> line.matches("   [⠀-⣿] .*")).count();
    assertThat(all.split(Pattern.quote(erase), -1)).hasSize((int) drawn + 1);
  }

  @Test
  void theWidthIsTheLaunchersWord() {
    assertThat(Console.columns(Map.of("COLUMNS", "132"))).isEqualTo(132);
    assertThat(Console.columns(Map.of("COLUMNS", "wide"))).isEqualTo(80);
    assertThat(Console.columns(Map.of())).isEqualTo(80);
  }
}
