package dev.slipway.runner.command;

/** What a step wrote to {@code GITHUB_STEP_SUMMARY}. */
public sealed interface StepSummary {
  /** As many bytes as a summary may have. */
  int LIMIT = 1 << 20;

  /** Markdown, not masked yet. */
  record Written(String markdown) implements StepSummary {}

  record None() implements StepSummary {}

  /** It is too large and left out; the step does not fail for it. */
  record TooLarge(String message) implements StepSummary {}

  /**
   * Reads the file.
   *
   * @param size of the whole file in bytes
   * @param content the file, or just its start when it is larger than {@link #LIMIT}
   */
  static StepSummary read(long size, byte[] content) {
    if (size > LIMIT) {
      return new TooLarge(
          "The summary in $GITHUB_STEP_SUMMARY is left out: it may have %d KiB and has %d KiB."
              .formatted(LIMIT / 1024, Math.ceilDiv(size, 1024)));
    }
    String text = ValueFile.decoded(content);
    return text.isBlank() ? new None() : new Written(text);
  }
}
