package dev.slipway.runner.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command in a line of output: {@code ::name key=value,key=value::data} at its start, or the
 * older {@code ##[name key=value;key=value]data} anywhere in it. Escapes are already resolved.
 *
 * @param name in lower case
 * @param properties by name as written; empty values are left out
 */
record WorkflowCommand(String name, Map<String, String> properties, String data) {
  private static final String OPEN = "::";
  private static final String LEGACY_OPEN = "##[";

  /** How a form separates its properties, and what it must escape besides line ends. */
  private enum Form {
    CURRENT(",", Map.of("%3A", ":", "%2C", ","), Map.of()),
    LEGACY(";", Map.of("%3B", ";", "%5D", "]"), Map.of("%3B", ";", "%5D", "]"));

    private final String separator;

    @SuppressWarnings("ImmutableEnumChecker") // Map.of is immutable
    private final Map<String, String> inProperties;

    @SuppressWarnings("ImmutableEnumChecker") // Map.of is immutable
    private final Map<String, String> inData;

    Form(String separator, Map<String, String> inProperties, Map<String, String> inData) {
      this.separator = separator;
      this.inProperties = inProperties;
      this.inData = inData;
    }
  }

  WorkflowCommand {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** Reads a line; empty when it holds no command of one of these names. */
  static Optional<WorkflowCommand> read(String line, Set<String> names) {
    String trimmed = line.stripLeading();
    if (trimmed.startsWith(OPEN)) {
      int close = trimmed.indexOf(OPEN, OPEN.length());
      return close < 0
          ? Optional.empty()
          : command(
              trimmed.substring(OPEN.length(), close),
              trimmed.substring(close + OPEN.length()),
              Form.CURRENT,
              names);
    }
    int open = line.indexOf(LEGACY_OPEN);
    int close = open < 0 ? -1 : line.indexOf(']', open);
    return close < 0
        ? Optional.empty()
        : command(
            line.substring(open + LEGACY_OPEN.length(), close),
            line.substring(close + 1),
            Form.LEGACY,
            names);
  }

  private static Optional<WorkflowCommand> command(
      String head, String data, Form form, Set<String> names) {
    int blank = head.indexOf(' ');
    String name = (blank < 0 ? head : head.substring(0, blank)).toLowerCase(Locale.ROOT);
    if (!names.contains(name)) {
      return Optional.empty();
    }
    Map<String, String> properties = new LinkedHashMap<>();
    String list = blank < 0 ? "" : head.substring(blank + 1).strip();
    for (String property : list.split(form.separator)) {
      int equals = property.indexOf('=');
      if (equals > 0 && equals < property.length() - 1) {
        properties.put(
            property.substring(0, equals).strip(),
            unescaped(property.substring(equals + 1), form.inProperties));
      }
    }
    return Optional.of(new WorkflowCommand(name, properties, unescaped(data, form.inData)));
  }

  /** The percent sign itself comes last: {@code %250A} is the text {@code %0A}, no line end. */
  private static String unescaped(String text, Map<String, String> more) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    String result = text.replace("%0D", "\r").replace("%0A", "\n");
    for (var escape : more.entrySet()) {
      result = result.replace(escape.getKey(), escape.getValue());
    }
    return result.replace("%25", "%");
  }

  Optional<String> property(String key) {
    return properties.entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(key))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
