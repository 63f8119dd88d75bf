package dev.slipway.runner.builtin.docker;

import dev.slipway.runner.action.ActionInputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A line of the input {@code tags}.
 *
 * @param type such as {@code semver}
 * @param fields what else the line says
 */
record TagRule(String type, Map<String, String> fields) {
  private static final List<String> USUAL =
      List.of("type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr");
  private static final Pattern VERSION =
      Pattern.compile(
          "[vV=\\s]*(\\d+)\\.(\\d+)\\.(\\d+)(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");
  private static final Map<String, Integer> PRIORITIES =
      Map.of(
          "schedule",
          1000,
          "semver",
          900,
          "pep440",
          900,
          "match",
          800,
          "edge",
          700,
          "ref",
          600,
          "raw",
          200,
          "sha",
          100);

  /**
   * A tag that a rule gives.
   *
   * @param latest whether the image is the latest too, unless the flavor says otherwise
   */
  record Made(String name, int priority, boolean latest) {}

  /** What a rule's type finds, before prefix and suffix. */
  private record Value(String text, boolean latest) {}

  static List<TagRule> rules(ActionInputs inputs) {
    List<String> lines = inputs.lines("tags");
    return (lines.isEmpty() ? USUAL : lines).stream().map(TagRule::parse).toList();
  }

  private static TagRule parse(String line) {
    Map<String, String> fields = fields(line, "value");
    String type = fields.getOrDefault("type", "raw");
    if (!PRIORITIES.containsKey(type)) {
      throw TagFacts.invalid(
          "Unknown tag type attribute: " + type,
          "there are " + String.join(", ", PRIORITIES.keySet().stream().sorted().toList()));
    }
    return new TagRule(type, fields);
  }

  /** {@code a=b,c=d}, with quotes around what holds a comma; {@code first} names a bare value. */
  static Map<String, String> fields(String line, String first) {
    var fields = new LinkedHashMap<String, String>();
    for (String part : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
      String text = part.strip().replaceAll("^\"|\"$", "");
      int equals = text.indexOf('=');
      if (equals < 0) {
        fields.put(first, text);
      } else {
        fields.put(
            text.substring(0, equals).strip(),
            text.substring(equals + 1).strip().replaceAll("^\"|\"$", ""));
      }
    }
    return fields;
  }

  /** The tag this rule gives; none when it does not fit the run. */
  List<Made> tags(TagFacts facts, TagFlavor flavor) {
    if (!isEnabled(facts)) {
      return List.of();
    }
    return value(facts)
        .map(value -> {
          String prefix = field("prefix").orElse(prefix(flavor));
          String suffix = field("suffix").orElse(flavor.suffix());
          String name = facts.expanded(prefix) + value.text() + facts.expanded(suffix);
          return List.of(new Made(Metadata.sanitized(name), priority(), value.latest()));
        })
        .orElse(List.of());
  }

  private Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  private String prefix(TagFlavor flavor) {
    if (type.equals("sha")) {
      return "sha-";
    }
    return type.equals("ref") && field("event").equals(Optional.of("pr")) ? "pr-" : flavor.prefix();
  }

  private boolean isEnabled(TagFacts facts) {
    String enable = facts.expanded(field("enable").orElse("true"));
    return switch (enable) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw TagFacts.invalid(
              "Invalid value for enable attribute: " + enable, "write true or false");
    };
  }

  private int priority() {
    String text = field("priority").orElse(Integer.toString(PRIORITIES.getOrDefault(type, 0)));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw TagFacts.invalid("priority \"" + text + "\" is not a number", "write a whole number");
    }
  }

  private Optional<Value> value(TagFacts facts) {
    return switch (type) {
      case "schedule" ->
          facts.job().event().equals("schedule")
              ? plain(facts.expanded(field("pattern").orElse("nightly")))
              : Optional.empty();
      case "semver", "pep440" -> version(facts);
      case "match" -> match(facts);
      case "edge" ->
          facts.branch().equals(Optional.of(field("branch").orElse(facts.defaultBranch())))
              ? plain("edge")
              : Optional.empty();
      case "ref" -> ref(facts);
      case "raw" -> plain(facts.expanded(field("value").orElse("")));
      default ->
          plain(
              field("format").equals(Optional.of("long"))
                  ? facts.job().commit()
                  : facts.expanded("{{sha}}"));
    };
  }

  private static Optional<Value> plain(String text) {
    return Optional.of(new Value(text, false));
  }

  private Optional<Value> ref(TagFacts facts) {
    String event = field("event").orElse("");
    return switch (event) {
      case "branch" -> facts.branch().map(name -> new Value(name, false));
      case "tag" -> facts.tag().map(name -> new Value(name, true));
      case "pr" -> facts.pull().map(number -> new Value(number, false));
      default ->
          throw TagFacts.invalid(
              "Invalid event for ref: \"" + event + "\"", "write branch, tag or pr");
    };
  }

  /** A version before its time has only its whole name, and is never the latest. */
  private Optional<Value> version(TagFacts facts) {
    Optional<String> given =
        field("value").map(facts::expanded).filter(v -> !v.isEmpty()).or(facts::tag);
    String raw = given.orElse("");
    Optional<String> matched = field("match").flatMap(pattern -> group(pattern, raw, 1));
    String tried = field("match").isPresent() ? matched.orElse("") : raw;
    Matcher version = VERSION.matcher(tried);
    if (given.isEmpty() || !version.matches()) {
      return Optional.empty();
    }
    String numbers = version.group(1) + "." + version.group(2) + "." + version.group(3);
    Optional<String> early = Optional.ofNullable(version.group(4));
    String pattern = field("pattern").orElse("{{version}}");
    String whole = early.map(text -> numbers + "-" + text).orElse(numbers);
    if (early.isPresent()) {
      return plain(pattern.contains("{{raw}}") ? raw : whole);
    }
    String text =
        pattern
            .replace("{{raw}}", raw)
            .replace("{{version}}", whole)
            .replace("{{major}}", version.group(1))
            .replace("{{minor}}", version.group(2))
            .replace("{{patch}}", version.group(3));
    return Optional.of(new Value(facts.expanded(text), true));
  }

  private Optional<Value> match(TagFacts facts) {
    String pattern =
        field("pattern")
            .orElseThrow(() -> TagFacts.invalid("match has no pattern", "write pattern=REGEXP"));
    int group = Integer.parseInt(field("group").filter(g -> g.matches("\\d")).orElse("0"));
    return field("value")
        .map(facts::expanded)
        .or(facts::tag)
        .flatMap(text -> group(pattern, text, group))
        .map(text -> new Value(text, true));
  }

  private static Optional<String> group(String pattern, String text, int group) {
    String bare = pattern.replaceAll("^/|/[a-z]*$", "");
    try {
      Matcher matcher = Pattern.compile(bare).matcher(text);
      if (!matcher.find()) {
        return Optional.empty();
      }
      int wanted = Math.min(group, matcher.groupCount());
      return Optional.ofNullable(matcher.group(wanted));
    } catch (PatternSyntaxException e) {
      throw TagFacts.invalid("\"" + pattern + "\" is no regular expression", e.getDescription());
    }
  }
}
