package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A change of one file, as a developer would make it.
 *
 * @param file below the repository
 * @param before what must stand there, once
 * @param after what stands there instead
 */
record Edit(String file, String before, String after) {
  /**
   * Makes the change.
   *
   * @throws SlipwayException when the file does not say what it should: the story would tell of
   *     something that did not happen
   */
  void apply(Path repository) {
    Path path = repository.resolve(file);
    try {
      String text = Files.readString(path);
      int at = text.indexOf(before);
      if (at < 0 || text.indexOf(before, at + 1) >= 0) {
        throw new SlipwayException(
            "the example is not as the demo knows it: "
                + file
                + " does not hold exactly one \""
                + before
                + "\"; restore examples/doctor-app");
      }
      Files.writeString(path, text.replace(before, after));
    } catch (IOException e) {
      throw new SlipwayException("could not change " + path + ": " + e.getMessage(), e);
    }
  }

  /** Whether the change is there. */
  boolean isIn(Path repository) {
    Path path = repository.resolve(file);
    try {
      return Files.readString(path).contains(after);
    } catch (IOException e) {
      throw new SlipwayException("could not read " + path + ": " + e.getMessage(), e);
    }
  }
}
