package dev.slipway.cli.build;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the process says while it builds, and what came of it. */
final class BuildOutcome {
  private static final int SIZE_UNIT = 1_000_000;

  private JsonNode result = Json.MAPPER.missingNode();
  private JsonNode error = Json.MAPPER.missingNode();
  private JsonNode answer = Json.MAPPER.missingNode();

  void hear(JsonNode message, ProgressView view) {
    if (message.has("line")) {
      view.line(message.path("line").asString());
    }
    if (message.has("status")) {
      view.status(message.path("status"));
    }
    if (message.has("result")) {
      result = message.path("result");
    }
    if (message.has("answer")) {
      answer = message.path("answer");
    }
    if (message.has("error")) {
      error = message.path("error");
    }
  }

  /** Writes the files that scripts read; nothing after a failure. */
  void writeTo(Optional<Path> imageId, Optional<Path> metadata) {
    if (result.isMissingNode()) {
      return;
    }
    imageId.ifPresent(file -> write(file, result.path("config").asString()));
    metadata.ifPresent(file -> write(file, Json.pretty(metadata())));
  }

  private JsonNode metadata() {
    var node = Json.MAPPER.createObjectNode();
    node.put("containerimage.config.digest", result.path("config").asString());
    node.put("containerimage.digest", result.path("digest").asString());
    var names = result.path("tags").valueStream().map(JsonNode::asString).toList();
    if (!names.isEmpty()) {
      node.put("image.name", String.join(",", names));
    }
    return node;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new SlipwayException("could not write " + file + ": " + e.getMessage(), e);
    }
  }

  /** The command's exit code, after its last words. */
  int report(boolean json, boolean quiet, Console console) {
    if (!answer.isMissingNode()) {
      return reportAnswer(json, console);
    }
    if (error.isMissingNode() && result.isMissingNode()) {
      throw new SlipwayException(
          "the build ended without a result: the process has gone; 'slipway logs' says why");
    }
    if (!error.isMissingNode()) {
      if (json) {
        console.json(Json.MAPPER.createObjectNode().put("error", error.asString()));
      } else {
        console.note("slipway: " + error.asString());
      }
      return 1;
    }
    if (json) {
      console.json(result);
    } else if (quiet) {
      console.print(result.path("digest").asString());
    } else {
      print(console);
    }
    return 0;
  }

  /** As {@code docker build --check} does: 1 when anything was found. */
  private int reportAnswer(boolean json, Console console) {
    var printed = new BuildAnswer(answer, console::print);
    if (json) {
      printed.printJson();
    } else {
      printed.print();
    }
    return printed.isComplaint() ? 1 : 0;
  }

  private void print(Console console) {
    console.print(
        String.format(
            Locale.ROOT,
            "%s  %.1f MB compressed, %.1f MB unpacked, %d ms",
            result.path("digest").asString(),
            result.path("compressedBytes").asDouble() / SIZE_UNIT,
            result.path("unpackedBytes").asDouble() / SIZE_UNIT,
            result.path("milliseconds").asLong()));
    result.path("tags").forEach(tag -> console.print("named " + tag.asString()));
  }
}
