package dev.slipway.runner.service;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;

/** Writes one JSON value a line as things happen; the last one is the result or the error. */
final class JsonLines {
  private final OutputStream out;

  /** Work that tells of itself. */
  @FunctionalInterface
  interface Work {
    JsonNode run(JsonLines lines) throws IOException, InterruptedException;
  }

  private JsonLines(OutputStream out) {
    this.out = out;
  }

  static Response answer(Work work) {
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", "application/x-ndjson"),
        out -> new JsonLines(out).run(work));
  }

  private void run(Work work) throws IOException {
    try {
      write("result", work.run(this));
    } catch (InputException | SlipwayException | HttpException | UncheckedIOException e) {
      write("error", SlipwayException.said(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      write("error", "the process is stopping");
    }
  }

  /** One line of progress. */
  void line(String text) {
    try {
      write("line", text);
    } catch (IOException e) {
      // The step has gone. The work goes on: what it makes is kept for the next one.
      return;
    }
  }

  private synchronized void write(String name, Object value) throws IOException {
    var message = Json.MAPPER.createObjectNode();
    message.set(name, Json.MAPPER.valueToTree(value));
    out.write(Json.bytes(message));
    out.write('\n');
    out.flush();
  }
}
