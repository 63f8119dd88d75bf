package dev.slipway.cli.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8));

  private ProgressView view(String kind) {
    return ProgressView.of(kind, false, Map.of("COLUMNS", "40"), console);
  }

  private static void step(ProgressView view, String fields) {
    view.status(Json.MAPPER.readTree("{\"vertexes\": [{\"digest\": \"d\", " + fields + "}]}"));
  }

  @Test
  void drawsStepsWithinTheTerminalsWidth() {
    var view = view("tty");
    step(
        view,
        "\"name\": \"[1/2] RUN \\u001b[2Jecho "
            + "x".repeat(80)
            + "\", \"started\": \"2026-01-02T03:04:05Z\"");
    step(view, "\"completed\": \"2026-01-02T03:04:07Z\"");
    view.close();

    String last = err.toString(StandardCharsets.UTF_8);
    assertThat(last).contains("[+] Building", "(1/1) FINISHED", "2.0s");
    assertThat(last).doesNotContain("\u001b[2J");
    assertThat(last.lines().filter(l -> l.contains("RUN"))).allMatch(l -> l.length() <= 40);
  }

  @Test
  void passesDocumentsOnForPrograms() {
    var view = view("rawjson");
    step(view, "\"name\": \"x\"");
    view.close();

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"vertexes\":[{\"digest\":\"d\",\"name\":\"x\"}]}\n");
    assertThat(view.wanted()).isEqualTo("status");
  }

  @Test
  void writesLinesWhereThereIsNoTerminal() {
    var view = view("auto");
    view.line("#1 DONE 0.1s");

    assertThat(view.wanted()).isEqualTo("plain");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("#1 DONE 0.1s\n");
  }

  @Test
  void refusesOtherWays() {
    assertThatThrownBy(() -> view("fancy"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rawjson");
  }
}
