package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.syntax.ArgDefinition;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.ShellWords;
import java.time.Instant;
import java.util.LinkedHashMap;

/**
 * {@code SOURCE_DATE_EPOCH}, as build argument: how docker's users say the latest time of files.
 */
final class Epoch {
  private static final String NAME = "SOURCE_DATE_EPOCH";

  private final BuildRequest request;
  private final Progress progress;

  Epoch(BuildRequest request, Progress progress) {
    this.request = request;
    this.progress = progress;
  }

  /** The request with the time that its argument names, and with a number as argument. */
  BuildRequest applied(Dockerfile file) {
    String text = request.buildArgs().getOrDefault(NAME, ofFile(file));
    if (request.sourceDateEpoch().isPresent() || text.isEmpty()) {
      return request;
    }
    if (text.equals("context")) {
      return ofContext();
    }
    if (!text.matches("[0-9]{1,12}")) {
      throw new InputException(
          Position.of(NAME + "=" + text),
          "is not a number of seconds since 1970",
          "take the time of the commit in seconds, or context where a commit is built");
    }
    return request.change().sourceDateEpoch(Instant.ofEpochSecond(Long.parseLong(text))).done();
  }

  /** What an ARG before the first FROM says for builds that say nothing. */
  private String ofFile(Dockerfile file) {
    ShellWords words = ShellWords.withEscape(file.directives().escape());
    String found = "";
    for (Instruction.Arg arg : file.globalArgs()) {
      for (ArgDefinition definition : arg.definitions()) {
        if (definition.name().equals(NAME) && definition.value().isPresent()) {
          String value = definition.value().get();
          found = words.expand(value, request.buildArgs(), arg.range()).value();
        }
      }
    }
    return found;
  }

  /** Files of a directory have no time that means anything: as with BuildKit, none is set then. */
  private BuildRequest ofContext() {
    var arguments = new LinkedHashMap<>(request.buildArgs());
    if (request.commit().isEmpty()) {
      progress.notice(
          NAME
              + "=context has no effect: the context is a directory, and only a commit has a time");
      arguments.remove(NAME);
      return request.change().buildArgs(arguments).done();
    }
    Instant time = request.commit().get().time();
    arguments.put(NAME, Long.toString(time.getEpochSecond()));
    return request.change().buildArgs(arguments).sourceDateEpoch(time).done();
  }
}
