package dev.slipway.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The specification, found beside the checkout: what it prints is taken from it word for word.
 *
 * @param text all of it
 */
record SpecificationText(String text) {
  private static final String FILE = "shared/specification/deployment-pipeline.md";
  private static final String FENCE = "```";

  /** The text; empty when it is not beside the checkout. */
  static Optional<SpecificationText> find() throws IOException {
    for (Path place = Checkout.findHome(); place != null; place = place.getParent()) {
      Path file = place.resolveSibling(FILE);
      if (Files.isRegularFile(file)) {
        return Optional.of(new SpecificationText(Files.readString(file)));
      }
    }
    return Optional.empty();
  }

  /** The first block of code behind a heading or a line. */
  String block(String behind) {
    int marker = text.indexOf("\n" + behind);
    int opening = text.indexOf("\n" + FENCE, marker + 1);
    int start = text.indexOf('\n', opening + 1) + 1;
    int end = text.indexOf("\n" + FENCE, start);
    if (marker < 0 || opening < 0 || end < 0) {
      throw new IllegalStateException("the specification has no code behind \"" + behind + "\"");
    }
    return text.substring(start, end + 1);
  }
}
