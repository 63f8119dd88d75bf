package dev.slipway.container;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What the runtime says about itself, apart from what the container's process writes. */
record RuntimeLog(Path file) {
  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;

  /** Options that make the runtime write it. */
  String[] and(String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "--log";
    all[1] = file.toString();
    all[2] = "--log-format";
    all[3] = "json";
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return all;
  }

  /** How a process ended that the runtime could not start, with the exit codes shells use. */
  Optional<Exit> refusal() {
    return error()
        .map(reason -> {
          String text = reason.toLowerCase(Locale.ROOT);
          boolean missing =
              text.contains("executable file not found") || text.contains("no such file");
          return new Exit(missing ? NOT_FOUND : NOT_EXECUTABLE, Exit.Cause.NOT_STARTED);
        });
  }

  private Optional<String> error() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      for (String line : Files.readAllLines(file)) {
        var entry = Json.parse(line.getBytes(StandardCharsets.UTF_8), file.toString());
        if (entry.path("level").asString("").equals("error")) {
          return Optional.of(entry.path("msg").asString(""));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }
}
