package dev.slipway.runner.step;

import dev.slipway.base.SlipwayException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Patterns of files below the workspace: {@code *} and {@code ?} within a name, dots included,
 * {@code **} across directories, {@code [ab]}, {@code !} to take out again. A pattern also matches
 * everything below a directory that it names.
 */
final class GlobPatterns {
  private final List<Rule> rules = new ArrayList<>();

  private record Rule(Pattern pattern, boolean takesOut) {}

  private GlobPatterns() {}

  static GlobPatterns of(List<String> arguments, Path workspace) {
    var patterns = new GlobPatterns();
    for (String argument : arguments) {
      if (argument.equals("--follow-symbolic-links")) {
        throw new SlipwayException("hashFiles does not follow links here");
      }
      argument
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .forEach(line -> patterns.add(line, workspace));
    }
    return patterns;
  }

  private void add(String line, Path workspace) {
    boolean takesOut = line.startsWith("!");
    String glob = takesOut ? line.substring(1).strip() : line;
    if (glob.startsWith("/")) {
      String root = workspace + "/";
      if (!glob.startsWith(root)) {
        return;
      }
      glob = glob.substring(root.length());
    }
    if (glob.startsWith("./")) {
      glob = glob.substring(2);
    }
    rules.add(new Rule(Pattern.compile(regex(glob) + "(?:/.*)?", Pattern.DOTALL), takesOut));
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (glob.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 2;
      } else if (glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '[' && glob.indexOf(']', i + 2) > 0) {
        int end = glob.indexOf(']', i + 2);
        regex.append(charactersOf(glob.substring(i + 1, end)));
        i = end;
      } else if (c == '\\' && i + 1 < glob.length()) {
        regex.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  private static String charactersOf(String set) {
    boolean not = set.startsWith("!") || set.startsWith("^");
    String inner = (not ? set.substring(1) : set).replace("\\", "\\\\").replace("[", "\\[");
    return "[" + (not ? "^/" : "") + inner.replace("&&", "&") + "]";
  }

  boolean matches(String path) {
    boolean in = false;
    for (Rule rule : rules) {
      if (in == rule.takesOut() && rule.pattern().matcher(path).matches()) {
        in = !rule.takesOut();
      }
    }
    return in;
  }
}
