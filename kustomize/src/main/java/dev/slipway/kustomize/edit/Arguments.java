package dev.slipway.kustomize.edit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Arguments of a command: options anywhere, the rest in order; {@code --} ends the options. */
public final class Arguments {
  private final List<String> positional = new ArrayList<>();
  private final Map<String, List<String>> options = new HashMap<>();

  private Arguments() {}

  /**
   * Splits a command line.
   *
   * @param valued options that take a value, as {@code --name} or {@code -n}
   * @param flags options that take none
   */
  public static Arguments parse(List<String> arguments, Set<String> valued, Set<String> flags) {
    var parsed = new Arguments();
    boolean open = true;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!open || !argument.startsWith("-") || argument.equals("-")) {
        parsed.positional.add(argument);
        continue;
      }
      if (argument.equals("--")) {
        open = false;
        continue;
      }
      argument = separated(argument, valued);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (valued.contains(name)) {
        if (equals < 0 && i + 1 == arguments.size()) {
          throw new UsageException("flag needs an argument: " + name);
        }
        parsed.add(name, equals < 0 ? arguments.get(++i) : argument.substring(equals + 1));
      } else if (flags.contains(name)) {
        parsed.add(name, equals < 0 ? "true" : argument.substring(equals + 1));
      } else {
        throw new UsageException("unknown flag: " + name);
      }
    }
    return parsed;
  }

  /** {@code -ovalue} as {@code -o=value}. */
  private static String separated(String argument, Set<String> valued) {
    boolean joined =
        argument.length() > 2
            && argument.charAt(1) != '-'
            && argument.charAt(2) != '='
            && valued.contains(argument.substring(0, 2));
    return joined ? argument.substring(0, 2) + "=" + argument.substring(2) : argument;
  }

  private void add(String name, String value) {
    options.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  public List<String> positional() {
    return List.copyOf(positional);
  }

  public List<String> all(String name) {
    return options.getOrDefault(name, List.of());
  }

  /** All values of a list option, which may also be separated by commas. */
  public List<String> list(String name) {
    return all(name).stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .filter(value -> !value.isEmpty())
        .toList();
  }

  public Optional<String> last(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  public boolean flag(String name) {
    return last(name).map(value -> !value.equals("false")).orElse(false);
  }
}
