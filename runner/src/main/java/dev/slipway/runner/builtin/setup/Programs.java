package dev.slipway.runner.builtin.setup;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Programs of a job: what they are and what they say. */
final class Programs {
  private final ActionRun run;

  Programs(ActionRun run) {
    this.run = run;
  }

  /** What a program prints; empty when it is not there or fails. */
  Optional<String> output(String... command) throws InterruptedException {
    var lines = new ArrayList<String>();
    int exit = run.exec(List.of(command), run.files().workspace(), Map.of(), lines::add);
    return exit == 0 ? Optional.of(String.join("\n", lines)) : Optional.empty();
  }

  /**
   * Runs a program that must succeed.
   *
   * @throws SlipwayException with its last words
   */
  void must(String what, List<String> command) throws InterruptedException {
    var lines = new ArrayList<String>();
    int exit =
        run.exec(
            command,
            run.files().workspace(),
            Map.of(),
            line -> {
              lines.add(line);
              run.line(line);
            });
    if (exit != 0) {
      throw new SlipwayException(
          "could not "
              + what
              + ": "
              + command.getFirst()
              + " ended with exit code "
              + exit
              + ": "
              + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size())));
    }
  }

  /** Fills a directory with a program. */
  interface Installation {
    void into(Path directory) throws InterruptedException;
  }

  /**
   * Installs a program where all jobs find it, unless it is there. Several may be about to do the
   * same: each fills a directory of its own, and the first to be done gives it its name.
   */
  void provide(Path directory, Installation installation) throws InterruptedException {
    Path complete = directory.resolveSibling(directory.getFileName() + ".complete");
    if (exists(complete)) {
      return;
    }
    Path own = directory.resolveSibling(directory.getFileName() + "." + UUID.randomUUID());
    installation.into(own);
    boolean first = output("mv", "-T", own.toString(), directory.toString()).isPresent();
    if (!first) {
      must("remove " + own, List.of("rm", "-rf", own.toString()));
    }
    write(complete, "", 0644);
  }

  /** The text of a file of the job; empty when there is none. */
  Optional<String> text(String file) {
    try {
      return new Placement(run.files())
          .read(run.files().workspace().resolve(file))
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  boolean exists(Path inJob) {
    return new Placement(run.files()).exists(inJob);
  }

  void write(Path inJob, String text, int mode) {
    try {
      new Placement(run.files()).write(inJob, text.getBytes(StandardCharsets.UTF_8), mode);
    } catch (IOException e) {
      throw new SlipwayException("could not write " + inJob + ": " + e.getMessage(), e);
    }
  }
}
