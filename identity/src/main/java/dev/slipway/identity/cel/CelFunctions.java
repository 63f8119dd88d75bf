package dev.slipway.identity.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.slipway.identity.cel.CelValue.Bool;
import dev.slipway.identity.cel.CelValue.Int;
import dev.slipway.identity.cel.CelValue.Mapping;
import dev.slipway.identity.cel.CelValue.Real;
import dev.slipway.identity.cel.CelValue.Sequence;
import dev.slipway.identity.cel.CelValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The functions and methods that expressions may call. */
final class CelFunctions {
  /** Methods by name, with how many arguments they take. */
  static final Map<String, Set<Integer>> METHODS =
      Map.of(
          "startsWith", Set.of(1),
          "endsWith", Set.of(1),
          "contains", Set.of(1),
          "matches", Set.of(1),
          "extract", Set.of(1),
          "split", Set.of(1, 2),
          "lowerAscii", Set.of(0),
          "upperAscii", Set.of(0),
          "size", Set.of(0));

  /** Functions by name, with how many arguments they take. */
  static final Map<String, Set<Integer>> FUNCTIONS =
      Map.of("size", Set.of(1), "string", Set.of(1), "int", Set.of(1), "matches", Set.of(2));

  private CelFunctions() {}

  static CelValue call(String name, List<CelValue> values, int offset) {
    return switch (name) {
      case "size" -> new Int(size(values.getFirst(), offset));
      case "string" -> new Text(string(values.getFirst(), offset));
      case "int" -> new Int(whole(values.getFirst(), offset));
      case "startsWith" -> new Bool(text(values, 0, offset).startsWith(text(values, 1, offset)));
      case "endsWith" -> new Bool(text(values, 0, offset).endsWith(text(values, 1, offset)));
      case "contains" -> new Bool(text(values, 0, offset).contains(text(values, 1, offset)));
      case "matches" ->
          new Bool(pattern(text(values, 1, offset), offset).matches(text(values, 0, offset)));
      case "extract" -> new Text(extract(text(values, 0, offset), text(values, 1, offset), offset));
      case "split" -> split(values, offset);
      case "lowerAscii" -> new Text(ascii(text(values, 0, offset), 'A', 'Z', 32));
      case "upperAscii" -> new Text(ascii(text(values, 0, offset), 'a', 'z', -32));
      default -> throw new CelException(offset, "unknown function " + name + "()");
    };
  }

  /** A regular expression that is looked for anywhere in the text, in linear time. */
  record Regex(Pattern pattern) {
    boolean matches(String text) {
      return pattern.matcher(text).find();
    }
  }

  static Regex pattern(String regex, int offset) {
    try {
      return new Regex(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new CelException(offset, "'" + regex + "' is not a regular expression of RE2");
    }
  }

  private static String text(List<CelValue> values, int index, int offset) {
    if (values.get(index) instanceof Text(String text)) {
      return text;
    }
    throw new CelException(offset, "needs a string, but got " + values.get(index).kind().text());
  }

  private static long size(CelValue value, int offset) {
    return switch (value) {
      case Text(String text) -> text.codePointCount(0, text.length());
      case Sequence(var items) -> items.size();
      case Mapping(var entries) -> entries.size();
      default -> throw new CelException(offset, value.kind().text() + " has no size");
    };
  }

  private static String string(CelValue value, int offset) {
    return switch (value) {
      case Text(String text) -> text;
      case Int(long number) -> Long.toString(number);
      case Bool(boolean flag) -> Boolean.toString(flag);
      default -> throw new CelException(offset, "string() does not take " + value.kind().text());
    };
  }

  private static long whole(CelValue value, int offset) {
    return switch (value) {
      case Int(long number) -> number;
      case Real(double number) when Math.abs(number) < Long.MAX_VALUE -> (long) number;
      case Text(String text) -> {
        try {
          yield Long.parseLong(text);
        } catch (NumberFormatException e) {
          throw new CelException(offset, "'" + text + "' is not a whole number");
        }
      }
      default -> throw new CelException(offset, "int() does not take " + value.kind().text());
    };
  }

  /** The text at the place of {@code {name}} in the template; empty when the rest does not fit. */
  private static String extract(String text, String template, int offset) {
    int open = template.indexOf('{');
    int close = template.indexOf('}', open + 1);
    if (open < 0 || close < 0 || template.indexOf('{', close) >= 0) {
      throw new CelException(
          offset, "extract() needs one placeholder, as in extract('/folders/{name}/')");
    }
    String before = template.substring(0, open);
    String after = template.substring(close + 1);
    int start = text.indexOf(before);
    if (start < 0) {
      return "";
    }
    start += before.length();
    int end = after.isEmpty() ? text.length() : text.indexOf(after, start);
    return end < 0 ? "" : text.substring(start, end);
  }

  private static CelValue split(List<CelValue> values, int offset) {
    String text = text(values, 0, offset);
    String separator = text(values, 1, offset);
    long limit = -1;
    if (values.size() == 3) {
      limit =
          Optional.of(values.get(2))
              .filter(Int.class::isInstance)
              .map(v -> ((Int) v).value())
              .orElseThrow(() -> new CelException(offset, "the limit of split() is not an int"));
    }
    var parts = new ArrayList<CelValue>();
    if (limit == 0) {
      return new Sequence(parts);
    }
    int from = 0;
    while (limit < 0 || parts.size() + 1 < limit) {
      int end =
          separator.isEmpty()
              ? from < text.length() - 1 ? text.offsetByCodePoints(from, 1) : -1
              : text.indexOf(separator, from);
      if (end < 0 || (separator.isEmpty() && end >= text.length())) {
        break;
      }
      parts.add(new Text(text.substring(from, end)));
      from = end + separator.length();
    }
    if (!separator.isEmpty() || !text.isEmpty()) {
      parts.add(new Text(text.substring(from)));
    }
    return new Sequence(parts);
  }

  private static String ascii(String text, char first, char last, int shift) {
    var changed = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      changed.append(c >= first && c <= last ? (char) (c + shift) : c);
    }
    return changed.toString();
  }
}
