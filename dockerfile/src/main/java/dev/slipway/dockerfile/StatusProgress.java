package dev.slipway.dockerfile;

import dev.slipway.base.Json;
import dev.slipway.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows a build as BuildKit's solve status, as {@code docker buildx build --progress=rawjson} does:
 * documents with {@code vertexes} (steps, by a digest that means nothing but the step), {@code
 * logs} (output, base64) and {@code warnings}.
 */
public final class StatusProgress implements BuildListener {
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int NOTICE_LEVEL = 1;

  private final Consumer<ObjectNode> out;
  private final Clock clock;
  private final Map<Integer, ObjectNode> vertexes = new HashMap<>();

  /**
   * @param out takes documents, one at a time
   */
  public StatusProgress(Consumer<ObjectNode> out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    switch (event) {
      case BuildEvent.StepStarted(int step, String name) ->
          vertex(
              vertexes.computeIfAbsent(
                  step,
                  number ->
                      Json.MAPPER
                          .createObjectNode()
                          .put("digest", digest(number + " " + name))
                          .put("name", name)
                          .put("started", now())));
      case BuildEvent.StepOutput(int step, var stream, String line, var since) ->
          log(digestOf(step), stream, line);
      case BuildEvent.StepFinished(int step, var took) ->
          vertex(known(step).put("completed", now()));
      case BuildEvent.StepCached(int step) ->
          vertex(known(step).put("completed", now()).put("cached", true));
      case BuildEvent.StepFailed(int step, var took, String message) ->
          vertex(known(step).put("completed", now()).put("error", message));
      case BuildEvent.Notice(String message) -> warning(message, "", "");
      case BuildEvent.Warning warning ->
          warning(
              warning.rule() + ": " + warning.message(),
              warning.url().orElse(""),
              warning.position().toString());
    }
  }

  private ObjectNode known(int step) {
    return vertexes.computeIfAbsent(
        step, number -> Json.MAPPER.createObjectNode().put("digest", digest("step " + number)));
  }

  private String digestOf(int step) {
    return known(step).path("digest").asString();
  }

  private void vertex(ObjectNode vertex) {
    var document = Json.MAPPER.createObjectNode();
    document.putArray("vertexes").add(vertex.deepCopy());
    out.accept(document);
  }

  private void log(String vertex, BuildEvent.Stream stream, String line) {
    int number =
        switch (stream) {
          case STDOUT -> STDOUT;
          case STDERR -> STDERR;
        };
    var document = Json.MAPPER.createObjectNode();
    document
        .putArray("logs")
        .addObject()
        .put("vertex", vertex)
        .put("stream", number)
        .put("data", base64(line + "\n"))
        .put("timestamp", now());
    out.accept(document);
  }

  private void warning(String text, String url, String position) {
    var document = Json.MAPPER.createObjectNode();
    var warning = document.putArray("warnings").addObject();
    warning.put("level", NOTICE_LEVEL).put("short", base64(text));
    if (!position.isEmpty()) {
      warning.putArray("detail").add(base64(position));
    }
    if (!url.isEmpty()) {
      warning.put("url", url);
    }
    out.accept(document);
  }

  private String now() {
    return Instant.now(clock).toString();
  }

  private static String digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
