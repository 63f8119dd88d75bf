package dev.slipway.kustomize.edit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Patterns of paths with {@code *}, {@code ?} and {@code [a-z]}, none of which match a slash. */
record Glob(String text) {
  /** Refuses what is no pattern. */
  Glob {
    regex(text);
  }

  boolean matches(String path) {
    return regex(text).matcher(path).matches();
  }

  /**
   * The paths that match, relative to {@code directory} and sorted; only what is asked is listed.
   */
  List<String> in(Path directory) throws IOException {
    List<String> found = List.of(text.startsWith("/") ? "/" : "");
    for (String segment : text.split("/")) {
      if (!segment.isEmpty()) {
        found = step(directory, found, segment);
      }
    }
    return found;
  }

  private static List<String> step(Path directory, List<String> parents, String segment)
      throws IOException {
    var found = new ArrayList<String>();
    for (String parent : parents) {
      Path at = directory.resolve(parent);
      if (!segment.matches(".*[*?\\[\\\\].*")) {
        if (Files.exists(at.resolve(segment))) {
          found.add(join(parent, segment));
        }
      } else if (Files.isDirectory(at)) {
        Pattern pattern = regex(segment);
        try (Stream<Path> children = Files.list(at)) {
          children
              .map(child -> String.valueOf(child.getFileName()))
              .filter(name -> pattern.matcher(name).matches())
              .sorted()
              .forEach(name -> found.add(join(parent, name)));
        }
      }
    }
    return found;
  }

  private static String join(String parent, String name) {
    return parent.isEmpty() || parent.endsWith("/") ? parent + name : parent + "/" + name;
  }

  private static Pattern regex(String text) {
    var regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int close = c == '[' ? text.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (close > 0) {
        String set = text.substring(i + 1, close).replace("[", "\\[").replace("&", "\\&");
        regex.append('[').append(set).append(']');
        i = close;
      } else if (c == '[') {
        throw new UsageException(
            "\"" + text + "\" is no pattern of paths: syntax error in pattern");
      } else if (c == '\\' && i + 1 < text.length()) {
        regex.append(Pattern.quote(text.substring(i + 1, i + 2)));
        i++;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex.toString());
    } catch (PatternSyntaxException e) {
      throw new UsageException("\"" + text + "\" is no pattern of paths: " + e.getDescription());
    }
  }
}
