package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the options of one {@code --mount}. */
final class MountReader {
  private static final List<String> TYPES = List.of("bind", "cache", "secret", "ssh", "tmpfs");
  private static final List<String> KEYS =
      List.of(
          "type",
          "from",
          "source",
          "target",
          "readonly",
          "id",
          "sharing",
          "required",
          "size",
          "mode",
          "uid",
          "gid",
          "env",
          "src",
          "dst",
          "destination",
          "ro",
          "rw",
          "readwrite");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?) ?([kmgtp]?)i?b?", Pattern.CASE_INSENSITIVE);
  private static final int DEFAULT_CACHE_MODE = 0755;
  private static final int DEFAULT_SECRET_MODE = 0400;
  private static final int DEFAULT_AGENT_MODE = 0600;

  private final MountFlag flag;
  private final UnaryOperator<String> expander;
  private final Map<String, String> options = new LinkedHashMap<>();

  MountReader(MountFlag flag, UnaryOperator<String> expander) {
    this.flag = flag;
    this.expander = expander;
  }

  /** Finds, before any variable is known, the mistakes that no variable can mend. */
  static void check(MountFlag flag) {
    if (flag.text().indexOf('$') < 0) {
      var words = ShellWords.withEscape(Directives.NONE.escape());
      flag.resolve(value -> words.expand(value, Map.of(), flag.range()).value());
    } else {
      new MountReader(flag, UnaryOperator.identity()).readOptions();
    }
  }

  RunMount read() {
    readOptions();
    String type = options.getOrDefault("type", "bind").toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw mistake(
          "unsupported mount type " + GoQuote.text(type),
          Suggestion.closest(type, TYPES)
              .map(closest -> "did you mean " + closest + "?")
              .orElse("known are " + String.join(", ", TYPES)));
    }
    checkOptions(type);
    String target = options.getOrDefault("target", "");
    return switch (type) {
      case "cache" -> cache(target);
      case "secret" -> secret();
      case "tmpfs" -> new RunMount.Tmpfs(target, size());
      case "ssh" ->
          new RunMount.Ssh(
              text("id").or(() -> text("source")).orElse("default"),
              text("target"),
              presence(),
              mode(DEFAULT_AGENT_MODE),
              number("uid"),
              number("gid"));
      default ->
          new RunMount.Bind(
              target, text("from"), options.getOrDefault("source", ""), access("bind"));
    };
  }

  private void readOptions() {
    for (String field : CsvFields.parse(flag)) {
      int equals = field.indexOf('=');
      String written = equals < 0 ? field : field.substring(0, equals);
      String key = canonical(written.toLowerCase(Locale.ROOT));
      if (equals >= 0) {
        String value = field.substring(equals + 1);
        if (key.equals("from") && value.indexOf('$') >= 0) {
          throw mistake(
              "'from' doesn't support variable expansion, define alias stage instead",
              "add FROM " + value + " AS name and write from=name");
        }
        options.put(key, expander.apply(value));
      } else if (List.of("readonly", "readwrite", "required").contains(key)) {
        options.put(key, "true");
      } else {
        throw mistake(
            "invalid field '" + field + "' must be a key=value pair",
            KEYS.contains(written) ? "write " + written + "=value" : suggestion(written));
      }
      if (!KEYS.contains(key)) {
        throw mistake("unexpected key '" + key + "' in '" + field + "'", suggestion(key));
      }
    }
  }

  private static String suggestion(String key) {
    return Suggestion.closest(key, KEYS)
        .map(closest -> "did you mean " + closest + "?")
        .orElse("known are " + String.join(", ", KEYS));
  }

  private static String canonical(String key) {
    return switch (key) {
      case "src" -> "source";
      case "dst", "destination" -> "target";
      case "ro" -> "readonly";
      case "rw" -> "readwrite";
      default -> key;
    };
  }

  private void checkOptions(String type) {
    allowOnly(type, "required", "secret", "ssh");
    allowOnly(type, "size", "tmpfs");
    allowOnly(type, "sharing", "cache");
    allowOnly(type, "env", "secret");
    for (String owner : List.of("mode", "uid", "gid")) {
      allowOnly(type, owner, "cache", "secret", "ssh");
    }
    if (type.equals("secret")) {
      if (text("from").isPresent()) {
        throw mistake("secret mount should not have a from", "");
      }
      if (text("source").isPresent() && text("id").isPresent()) {
        throw mistake("both source and id can't be set", "id is enough");
      }
      if (text("source").or(() -> text("id")).or(() -> text("target")).isEmpty()) {
        throw mistake("invalid secret mount. one of source, target required", "write id=name");
      }
    }
  }

  private void allowOnly(String type, String key, String... types) {
    if (options.containsKey(key) && !List.of(types).contains(type)) {
      throw mistake(
          "unexpected key '" + key + "' for mount type '" + type + "'",
          "it belongs to type=" + String.join(", type=", types));
    }
  }

  private RunMount cache(String target) {
    String sharing = options.getOrDefault("sharing", "shared").toLowerCase(Locale.ROOT);
    RunMount.Sharing mode =
        switch (sharing) {
          case "shared", "" -> RunMount.Sharing.SHARED;
          case "private" -> RunMount.Sharing.PRIVATE;
          case "locked" -> RunMount.Sharing.LOCKED;
          default ->
              throw mistake(
                  "unsupported sharing value " + GoQuote.text(sharing),
                  "allowed are shared, private and locked");
        };
    return new RunMount.Cache(
        target,
        text("id"),
        mode,
        text("from"),
        options.getOrDefault("source", ""),
        mode(DEFAULT_CACHE_MODE),
        number("uid"),
        number("gid"),
        access("cache"));
  }

  private RunMount secret() {
    Optional<String> target = text("target");
    String id = text("source").or(() -> text("id")).orElseGet(() -> baseName(target.orElse("")));
    boolean onlyVariable = target.isEmpty() && text("env").isPresent();
    Optional<String> file =
        onlyVariable
            ? Optional.empty()
            : target.or(() -> Optional.of("/run/secrets/" + baseName(id)));
    return new RunMount.Secret(
        id, file, text("env"), presence(), mode(DEFAULT_SECRET_MODE), number("uid"), number("gid"));
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private RunMount.Presence presence() {
    return bool("required").orElse(false) ? RunMount.Presence.REQUIRED : RunMount.Presence.OPTIONAL;
  }

  private RunMount.Access access(String type) {
    boolean writes =
        bool("readwrite").or(() -> bool("readonly").map(r -> !r)).orElse(type.equals("cache"));
    return writes ? RunMount.Access.READ_WRITE : RunMount.Access.READ_ONLY;
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(options.get(key)).filter(value -> !value.isEmpty());
  }

  private Optional<Boolean> bool(String key) {
    return Optional.ofNullable(options.get(key))
        .map(value ->
            switch (value) {
              case "1", "t", "T", "true", "TRUE", "True" -> true;
              case "0", "f", "F", "false", "FALSE", "False" -> false;
              default ->
                  throw mistake("invalid value for " + key + ": " + value, "write true or false");
            });
  }

  private int mode(int standard) {
    String value = options.get("mode");
    if (value == null) {
      return standard;
    }
    try {
      return Integer.parseUnsignedInt(value, 8);
    } catch (NumberFormatException e) {
      throw mistake("invalid value " + value + " for mode", "write octal digits, as in 0600");
    }
  }

  private long number(String key) {
    String value = options.getOrDefault(key, "0");
    try {
      return Integer.toUnsignedLong(Integer.parseUnsignedInt(value));
    } catch (NumberFormatException e) {
      throw mistake("invalid value " + value + " for " + key, "write a number");
    }
  }

  private OptionalLong size() {
    Optional<String> value = text("size");
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    Matcher matcher = SIZE.matcher(value.get());
    if (!matcher.matches()) {
      throw mistake("invalid value for size: " + value.get(), "write for example 64m or 1gb");
    }
    int power = " kmgtp".indexOf(matcher.group(2).isEmpty() ? ' ' : lower(matcher.group(2)));
    return OptionalLong.of((long) (Double.parseDouble(matcher.group(1)) * (1L << (10 * power))));
  }

  private static char lower(String unit) {
    return unit.toLowerCase(Locale.ROOT).charAt(0);
  }

  private InputException mistake(String problem, String hint) {
    return flag.range().mistake(problem, hint);
  }
}
