package dev.slipway.cli.build;

import dev.slipway.cli.command.Console;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A picture of the build that is drawn again and again: a line for each step with its time, and
 * below the running ones what they printed last.
 */
final class TerminalView implements ProgressView {
  private static final int LAST_LINES = 4;
  private static final Duration PAUSE = Duration.ofMillis(80);
  private static final String ERASE_BELOW = "\u001b[J";

  private final Console console;
  private final Clock clock;
  private final int width;
  private final Instant started;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private int drawn;
  private Instant lastDrawn = Instant.MIN;

  /** A step as it was last told of. */
  private static final class Step {
    private String name = "";
    private Instant begun = Instant.EPOCH;
    private Optional<Instant> ended = Optional.empty();
    private boolean cached;
    private boolean failed;
    private final Deque<String> output = new ArrayDeque<>();
  }

  /**
   * @param width columns; longer lines are cut, so that each takes one line of the terminal
   */
  TerminalView(Console console, Clock clock, int width) {
    this.console = console;
    this.clock = clock;
    this.width = width;
    this.started = clock.instant();
  }

  @Override
  public String wanted() {
    return "status";
  }

  @Override
  public void line(String text) {
    remarks.add(text);
  }

  @Override
  public void status(JsonNode document) {
    document.path("vertexes").forEach(this::vertex);
    document.path("logs").forEach(this::log);
    for (JsonNode warning : document.path("warnings")) {
      remarks.add("WARN: " + text(warning.path("short").asString("")));
    }
    if (Duration.between(lastDrawn, clock.instant()).compareTo(PAUSE) >= 0) {
      draw();
    }
  }

  private void vertex(JsonNode vertex) {
    Step step = steps.computeIfAbsent(vertex.path("digest").asString(), digest -> new Step());
    step.name = vertex.path("name").asString(step.name);
    step.begun = time(vertex, "started").orElse(step.begun);
    step.ended = time(vertex, "completed");
    step.cached = vertex.path("cached").asBoolean(false);
    step.failed = vertex.has("error");
  }

  private void log(JsonNode log) {
    Step step = steps.get(log.path("vertex").asString());
    if (step == null) {
      return;
    }
    step.output.addLast(text(log.path("data").asString("")).stripTrailing());
    if (step.output.size() > LAST_LINES) {
      step.output.removeFirst();
    }
  }

  private static Optional<Instant> time(JsonNode vertex, String name) {
    return vertex.has(name)
        ? Optional.of(Instant.parse(vertex.path(name).asString()))
        : Optional.empty();
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private void draw() {
    var picture = new StringBuilder();
    if (drawn > 0) {
      picture.append("\u001b[").append(drawn).append('A');
    }
    picture.append('\r').append(ERASE_BELOW);
    List<String> lines = lines();
    lines.forEach(line -> picture.append(line).append('\n'));
    console.err().print(picture);
    console.err().flush();
    drawn = lines.size();
    lastDrawn = clock.instant();
  }

  private List<String> lines() {
    var lines = new ArrayList<String>();
    long done = steps.values().stream().filter(s -> s.ended.isPresent()).count();
    boolean finished = done == steps.size();
    lines.add(
        String.format(
            Locale.ROOT,
            "[+] Building %s (%d/%d)%s",
            seconds(Duration.between(started, clock.instant())),
            done,
            steps.size(),
            finished ? " FINISHED" : ""));
    steps.values().forEach(step -> add(step, lines));
    return lines;
  }

  private void add(Step step, List<String> lines) {
    String time = seconds(Duration.between(step.begun, step.ended.orElseGet(clock::instant)));
    String mark = step.failed ? " => ERROR " : step.cached ? " => CACHED " : " => ";
    String name = printable(step.name);
    int room = Math.max(1, width - mark.length() - time.length() - 2);
    String shown = name.length() > room ? name.substring(0, room) : name;
    lines.add(mark + shown + " ".repeat(room - shown.length() + 1) + time);
    if (step.ended.isEmpty() || step.failed) {
      for (String output : step.output) {
        String line = " => => # " + printable(output);
        lines.add(line.length() >= width ? line.substring(0, width - 1) : line);
      }
    }
  }

  /** Without what would move the cursor. */
  private static String printable(String text) {
    return text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
  }

  @Override
  public void close() {
    if (!steps.isEmpty()) {
      draw();
    }
    remarks.forEach(console::note);
  }
}
