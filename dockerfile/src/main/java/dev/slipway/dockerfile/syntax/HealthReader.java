package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads HEALTHCHECK. */
final class HealthReader {
  private static final Duration MIN_INTERVAL = Duration.ofMillis(1);

  private final Statement statement;
  private final List<Token.Word> words;

  HealthReader(Statement statement, List<Token.Word> words) {
    this.statement = statement;
    this.words = words;
  }

  Instruction.Health read() {
    Flags flags =
        Flags.of(
            statement,
            Map.of(
                "interval", Flags.Kind.TEXT,
                "timeout", Flags.Kind.TEXT,
                "start-period", Flags.Kind.TEXT,
                "start-interval", Flags.Kind.TEXT,
                "retries", Flags.Kind.TEXT));
    if (words.isEmpty()) {
      throw statement.mistake("HEALTHCHECK requires at least one argument", "");
    }
    return switch (words.getFirst().text().toUpperCase(Locale.ROOT)) {
      case "NONE" -> {
        if (words.size() > 1) {
          throw statement.mistake("HEALTHCHECK NONE takes no arguments", "");
        }
        yield new Instruction.Health.None();
      }
      case "CMD" -> check(flags);
      default ->
          throw new InputException(
              statement.at(words.getFirst()),
              "Unknown type " + GoQuote.text(words.getFirst().text()) + " in HEALTHCHECK (try CMD)",
              "write HEALTHCHECK CMD command or HEALTHCHECK NONE");
    };
  }

  private Instruction.Health.Check check(Flags flags) {
    List<String> arguments = words.stream().skip(1).map(Token.Word::text).toList();
    if (arguments.isEmpty()) {
      throw statement.mistake("Missing command after HEALTHCHECK CMD", "");
    }
    CommandForm command =
        statement.form() == Statement.Form.JSON
            ? new CommandForm.ExecForm(arguments)
            : new CommandForm.ShellForm(String.join(" ", arguments), List.of());
    return new Instruction.Health.Check(
        interval(flags, "interval"),
        interval(flags, "timeout"),
        interval(flags, "start-period"),
        interval(flags, "start-interval"),
        retries(flags),
        command);
  }

  private static Optional<Duration> interval(Flags flags, String name) {
    for (Token.Word word : flags.words(name)) {
      if (word.text().isEmpty()) {
        return Optional.empty();
      }
      Duration duration =
          GoDuration.parse(word.text())
              .orElseThrow(() ->
                  flags.mistake(
                      word,
                      "invalid duration " + GoQuote.text(word.text()) + " for --" + name,
                      "write for example 30s, 1m30s or 500ms"));
      if (duration.isZero()) {
        return Optional.empty();
      }
      if (duration.compareTo(MIN_INTERVAL) < 0) {
        throw flags.mistake(
            word, "Interval " + GoQuote.text(name) + " cannot be less than 1ms", "");
      }
      return Optional.of(duration);
    }
    return Optional.empty();
  }

  private static int retries(Flags flags) {
    for (Token.Word word : flags.words("retries")) {
      if (word.text().isEmpty()) {
        return 0;
      }
      try {
        int retries = Integer.parseInt(word.text());
        if (retries < 0) {
          throw flags.mistake(word, "--retries cannot be negative (" + retries + ")", "");
        }
        return retries;
      } catch (NumberFormatException e) {
        throw flags.mistake(
            word,
            "invalid number " + GoQuote.text(word.text()) + " for --retries",
            "write for example --retries=3");
      }
    }
    return 0;
  }
}
