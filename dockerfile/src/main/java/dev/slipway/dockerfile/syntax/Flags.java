package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The flags of one statement, checked against those its instruction knows. */
final class Flags {
  /** How often a flag may stand and what it takes. */
  enum Kind {
    TEXT,
    TEXTS,
    BOOLEAN
  }

  private final Statement statement;
  private final TreeMap<String, Kind> known;
  private final Map<String, List<Token.Word>> values = new HashMap<>();

  private Flags(Statement statement, Map<String, Kind> known) {
    this.statement = statement;
    this.known = new TreeMap<>(known);
  }

  /**
   * Reads a statement's flags.
   *
   * @throws InputException for a flag that is unknown, repeated or lacks its value
   */
  static Flags of(Statement statement, Map<String, Kind> known) {
    var flags = new Flags(statement, known);
    statement.flags().forEach(flags::add);
    return flags;
  }

  private void add(Token.Word flag) {
    String body = flag.text().substring(2);
    int equals = body.indexOf('=');
    String name = equals < 0 ? body : body.substring(0, equals);
    Kind kind = known.get(name);
    if (kind == null) {
      throw unknown(flag, name);
    }
    List<Token.Word> before = values.computeIfAbsent(name, n -> new ArrayList<>());
    if (!before.isEmpty() && kind != Kind.TEXTS) {
      throw mistake(flag, "duplicate flag specified: --" + name, "keep one of them");
    }
    String value = equals < 0 ? "" : body.substring(equals + 1);
    boolean missing = kind == Kind.BOOLEAN ? equals >= 0 && value.isEmpty() : equals < 0;
    if (missing) {
      throw mistake(flag, "missing a value on flag: --" + name, "write --" + name + "=value");
    }
    before.add(new Token.Word(value, flag.offset() + 3 + name.length()));
  }

  private InputException unknown(Token.Word flag, String name) {
    String hint =
        Suggestion.closest(name, known.keySet())
            .map(closest -> "did you mean --" + closest + "?")
            .orElseGet(this::allowed);
    return mistake(flag, "unknown flag: --" + name, hint);
  }

  private String allowed() {
    return known.isEmpty()
        ? statement.name() + " has no flags; an argument that starts with -- needs the JSON form"
        : statement.name() + " knows --" + String.join(", --", known.keySet());
  }

  Optional<String> text(String name) {
    return texts(name).stream().findFirst().filter(value -> !value.isEmpty());
  }

  List<String> texts(String name) {
    return words(name).stream().map(Token.Word::text).toList();
  }

  List<Token.Word> words(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** A switch: empty when it was not given. */
  Optional<Boolean> choice(String name) {
    return words(name).stream().findFirst().map(word -> bool(name, word));
  }

  private boolean bool(String name, Token.Word word) {
    return switch (word.text().toLowerCase(Locale.ROOT)) {
      case "", "true" -> true;
      case "false" -> false;
      default ->
          throw mistake(
              word,
              "expecting boolean value for flag --" + name + ", not: " + word.text(),
              "write --" + name + "=true or --" + name + "=false");
    };
  }

  /** One of a few words, in lower case. */
  Optional<String> oneOf(String name, List<String> choices) {
    Optional<Token.Word> word = words(name).stream().findFirst();
    word.filter(w -> !choices.contains(w.text()))
        .ifPresent(w -> {
          throw mistake(
              w,
              "invalid value " + GoQuote.text(w.text()) + " for --" + name,
              Suggestion.closestIgnoringCase(w.text(), choices)
                  .map(closest -> "did you mean " + closest + "?")
                  .orElse("allowed are " + String.join(", ", choices)));
        });
    return word.map(Token.Word::text);
  }

  InputException mistake(Token.Word at, String problem, String hint) {
    return new InputException(statement.at(at), problem, hint);
  }

  /** The place of a flag's value, for mistakes found in it later. */
  SourceRange range(Token.Word word) {
    var start = statement.at(word);
    var whole = statement.source().range();
    return new SourceRange(start.file(), start.line(), whole.lastLine(), start.column());
  }
}
