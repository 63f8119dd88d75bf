package dev.slipway.dockerfile.ignore;

import dev.slipway.base.InputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The patterns of an ignore file, in order: the last one that matches a path, or one of its parent
 * directories, decides.
 *
 * <p>Patterns are anchored at the root of the context: {@code *.md} does not match below a
 * directory, <code>**&#47;*.md</code> does.
 */
public final class IgnorePatterns {
  private static final IgnorePatterns NONE = new IgnorePatterns(List.of(), List.of());

  private final List<IgnorePattern> patterns;
  private final List<PathAutomaton> automata;

  private IgnorePatterns(List<IgnorePattern> patterns, List<PathAutomaton> automata) {
    this.patterns = List.copyOf(patterns);
    this.automata = List.copyOf(automata);
  }

  /** Ignores nothing. */
  public static IgnorePatterns none() {
    return NONE;
  }

  /**
   * Reads an ignore file.
   *
   * @param name the file as the user named it, for messages
   * @throws InputException for a pattern with broken brackets or escapes, or a lone {@code !}
   */
  public static IgnorePatterns parse(byte[] content, String name) {
    String text = new String(content, StandardCharsets.UTF_8);
    String[] lines =
        text.startsWith("\uFEFF") ? text.substring(1).split("\n", -1) : text.split("\n", -1);
    var builder = new Builder(name);
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].startsWith("#")) {
        builder.line(lines[i], i + 1);
      }
    }
    return builder.build();
  }

  /**
   * Patterns given one by one, as with {@code COPY --exclude}.
   *
   * @param where what a broken pattern is reported at
   * @throws InputException as {@link #parse}
   */
  public static IgnorePatterns of(List<String> patterns, InputException.Position where) {
    var builder = new Builder(where.file());
    for (String pattern : patterns) {
      builder.pattern(pattern.strip(), where, 0);
    }
    return builder.build();
  }

  /** The patterns in the order of the file. */
  public List<IgnorePattern> patterns() {
    return patterns;
  }

  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /** Whether a {@code !} makes exceptions, so that an ignored directory may hold kept files. */
  public boolean hasExceptions() {
    return patterns.stream().anyMatch(p -> p.effect() == IgnorePattern.Effect.KEEP);
  }

  /**
   * Whether a path, relative to the context and separated by slashes, is matched and so ignored.
   * For many paths {@link #matcher} is quicker.
   */
  public boolean matches(String path) {
    boolean matched = false;
    for (int i = 0; i < patterns.size(); i++) {
      if (automata.get(i).matchesPathOrParent(path)) {
        matched = ignores(i);
      }
    }
    return matched;
  }

  /** Whether anything that a directory could ever hold is kept. */
  public boolean mayKeepBelow(String directory) {
    IgnoreMatcher matcher = matcher();
    for (String name : directory.split("/", -1)) {
      matcher = matcher.directory(name);
    }
    return !matcher.nothingBelow();
  }

  /** For walking the context directory by directory, starting at its root. */
  public IgnoreMatcher matcher() {
    return IgnoreMatcher.root(this);
  }

  PathAutomaton automaton(int index) {
    return automata.get(index);
  }

  boolean ignores(int index) {
    return patterns.get(index).effect() == IgnorePattern.Effect.IGNORE;
  }

  int size() {
    return patterns.size();
  }

  /** Collects patterns. */
  private static final class Builder {
    private final String name;
    private final List<IgnorePattern> patterns = new ArrayList<>();
    private final List<PathAutomaton> automata = new ArrayList<>();

    Builder(String name) {
      this.name = name;
    }

    void line(String line, int number) {
      String pattern = line.strip();
      boolean keeps = pattern.startsWith("!");
      String path = keeps ? pattern.substring(1).strip() : pattern;
      if (!path.isEmpty()) {
        String clean = CleanPath.of(path);
        path = clean.length() > 1 && clean.startsWith("/") ? clean.substring(1) : clean;
      }
      int column = line.length() - line.stripLeading().length() + 1;
      var where = new InputException.Position(name, number, column);
      pattern(keeps ? "!" + path : path, where, number);
    }

    void pattern(String pattern, InputException.Position where, int line) {
      if (pattern.isEmpty()) {
        return;
      }
      String clean = CleanPath.of(pattern);
      boolean keeps = clean.startsWith("!");
      String path = keeps ? clean.substring(1) : clean;
      if (path.isEmpty()) {
        throw new InputException(
            where, "illegal exclusion pattern: \"!\"", "name what to keep after the !");
      }
      try {
        automata.add(PatternCompiler.compile(path));
      } catch (PatternException e) {
        throw new InputException(
            where, "syntax error in pattern " + path + ": " + e.problem(), e.hint(), e);
      }
      var effect = keeps ? IgnorePattern.Effect.KEEP : IgnorePattern.Effect.IGNORE;
      patterns.add(new IgnorePattern(path, effect, line));
    }

    IgnorePatterns build() {
      return new IgnorePatterns(patterns, automata);
    }
  }
}
