package dev.slipway.cli.standin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A command line in options and the words between them.
 *
 * @param values by the option's name as declared, in order
 * @param words what is no option
 */
record Flags(Map<String, List<String>> values, List<String> words) {
  private static final String PRESENT = "true";

  /**
   * What a command understands. A declaration is {@code --tag|-t} with all spellings; the first is
   * the name.
   *
   * @param valued options that take a value
   * @param switches options that do not, or take {@code =true} and {@code =false}
   */
  record Declared(List<String> valued, List<String> switches) {
    private Optional<String> valuedName(String spelling) {
      return find(valued, spelling);
    }

    private Optional<String> switchName(String spelling) {
      return find(switches, spelling);
    }

    private static Optional<String> find(List<String> declarations, String spelling) {
      return declarations.stream()
          .filter(d -> Set.of(d.split("\\|")).contains(spelling))
          .map(d -> d.split("\\|")[0])
          .findFirst();
    }
  }

  /**
   * Reads a command line.
   *
   * @param unknown what to say about an option that is not declared
   */
  static Flags parse(
      List<String> arguments, Declared declared, Function<String, ToolFailure> unknown) {
    var reader = new Reader(declared, unknown);
    reader.read(arguments);
    return new Flags(reader.values, reader.words);
  }

  boolean has(String name) {
    return values.containsKey(name) && !last(name).equals(Optional.of("false"));
  }

  Optional<String> last(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getLast);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  private static final class Reader {
    private final Declared declared;
    private final Function<String, ToolFailure> unknown;
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();

    Reader(Declared declared, Function<String, ToolFailure> unknown) {
      this.declared = declared;
      this.unknown = unknown;
    }

    void read(List<String> arguments) {
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        if (argument.equals("--")) {
          words.addAll(arguments.subList(i + 1, arguments.size()));
          return;
        }
        if (!argument.startsWith("-") || argument.equals("-")) {
          words.add(argument);
        } else {
          i += option(argument, arguments, i);
        }
      }
    }

    /** Takes an option; returns how many further arguments it used. */
    private int option(String argument, List<String> arguments, int at) {
      int equals = argument.indexOf('=');
      String spelling = equals < 0 ? argument : argument.substring(0, equals);
      Optional<String> valued = declared.valuedName(spelling);
      if (valued.isPresent()) {
        if (equals >= 0) {
          put(valued.get(), argument.substring(equals + 1));
          return 0;
        }
        if (at + 1 >= arguments.size()) {
          // As docker's: the letter of a short one first.
          String which = spelling.startsWith("--") ? "" : "'" + spelling.substring(1) + "' in ";
          throw unknown.apply("flag needs an argument: " + which + spelling);
        }
        put(valued.get(), arguments.get(at + 1));
        return 1;
      }
      Optional<String> flag = declared.switchName(spelling);
      if (flag.isPresent()) {
        put(flag.get(), equals < 0 ? PRESENT : argument.substring(equals + 1));
        return 0;
      }
      return joined(argument, arguments, at);
    }

    /** {@code -tNAME}, or several switches in one word, the last one perhaps with a value. */
    private int joined(String argument, List<String> arguments, int at) {
      if (argument.startsWith("--") || argument.length() < 3) {
        throw unknown.apply("unknown flag: " + argument);
      }
      for (int i = 1; i < argument.length(); i++) {
        char letter = argument.charAt(i);
        Optional<String> valued = declared.valuedName("-" + letter);
        if (valued.isPresent()) {
          return joinedValue(valued.get(), argument, i, arguments, at);
        }
        String flag =
            declared
                .switchName("-" + letter)
                .orElseThrow(
                    () -> unknown.apply("unknown shorthand flag: '" + letter + "' in " + argument));
        put(flag, PRESENT);
      }
      return 0;
    }

    /** The value is the rest of the word, or the next one when nothing is left of it. */
    private int joinedValue(
        String name, String argument, int letter, List<String> arguments, int at) {
      String rest = argument.substring(letter + 1);
      if (!rest.isEmpty()) {
        put(name, rest.startsWith("=") ? rest.substring(1) : rest);
        return 0;
      }
      if (at + 1 >= arguments.size()) {
        throw unknown.apply(
            "flag needs an argument: '" + argument.charAt(letter) + "' in " + argument);
      }
      put(name, arguments.get(at + 1));
      return 1;
    }

    private void put(String name, String value) {
      values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
  }
}
