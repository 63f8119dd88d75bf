package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads directives: {@code # name=value} comments from the first line on, up to the first line that
 * is not one.
 */
final class DirectiveReader {
  private static final List<String> KNOWN = List.of("syntax", "escape", "check");

  private final String file;
  private final String prefix;
  private final Map<String, Directive> found = new HashMap<>();
  private boolean done;

  DirectiveReader(String file, String prefix) {
    this.file = file;
    this.prefix = prefix;
  }

  /** Looks at the next line; whether it was a directive. */
  boolean offer(String line, int number) {
    Optional<Directive> directive = done ? Optional.empty() : parse(line, number);
    done |= directive.isEmpty();
    directive.ifPresent(d -> {
      if (found.putIfAbsent(d.name(), d) != null) {
        throw d.range()
            .mistake(
                "only one " + d.name() + " parser directive can be used", "keep one of the two");
      }
    });
    return directive.isPresent();
  }

  Optional<Directive> get(String name) {
    return Optional.ofNullable(found.get(name));
  }

  private Optional<Directive> parse(String line, int number) {
    if (!line.startsWith(prefix)) {
      return Optional.empty();
    }
    int start = Text.skipSpace(line, prefix.length());
    int end = start;
    while (end < line.length() && isNameCharacter(line.charAt(end), end - start)) {
      end++;
    }
    int equals = Text.skipSpace(line, end);
    if (end == start || equals >= line.length() || line.charAt(equals) != '=') {
      return Optional.empty();
    }
    String name = line.substring(start, end).toLowerCase(Locale.ROOT);
    String value = Text.trim(line.substring(equals + 1));
    if (value.isEmpty() || !KNOWN.contains(name)) {
      return Optional.empty();
    }
    var range = new SourceRange(file, number, number, Text.skipSpace(line, equals + 1) + 1);
    return Optional.of(new Directive(name, value, range));
  }

  private static boolean isNameCharacter(char c, int index) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (index > 0 && c >= '0' && c <= '9');
  }

  /** The directives of a whole file that a first line {@code #!} may precede. */
  static DirectiveReader readAll(byte[] content, String file, String prefix) {
    var reader = new DirectiveReader(file, prefix);
    var lines = new PhysicalLines(content, file);
    while (lines.hasNext()) {
      String line = PhysicalLines.withoutEnding(lines.next());
      boolean shebang = lines.number() == 1 && line.startsWith("#!");
      if (!shebang && !reader.offer(line, lines.number())) {
        break;
      }
    }
    return reader;
  }

  /**
   * The language version a file asks for in one of the forms that are no Dockerfile comments:
   * {@code // syntax=…} or a JSON object with a member of that name.
   */
  static Optional<Directive> foreignSyntax(byte[] content, String file) {
    if (startsWith(content, '/')) {
      return readAll(content, file, "//").get("syntax");
    }
    if (!startsWith(content, '{')) {
      return Optional.empty();
    }
    try {
      JsonNode syntax = Json.parse(content, file).path("syntax");
      var range = new SourceRange(file, 1, 1, 1);
      return syntax.isString()
          ? Optional.of(new Directive("syntax", syntax.stringValue(), range))
          : Optional.empty();
    } catch (InputException notJson) {
      return Optional.empty(); // then it is a Dockerfile with a mistake, reported as such
    }
  }

  private static boolean startsWith(byte[] content, char first) {
    int head = Math.min(content.length, 64);
    String text = Text.trim(new String(content, 0, head, StandardCharsets.UTF_8));
    return !text.isEmpty() && text.charAt(0) == first;
  }
}
