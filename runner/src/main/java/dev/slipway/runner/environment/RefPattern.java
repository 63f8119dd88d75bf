package dev.slipway.runner.environment;

import dev.slipway.base.InputException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which branches or tags may deploy: {@code *} and {@code ?} stand for anything but a slash, {@code
 * **}{@code /} for any directories, {@code [a-z]} for one of these.
 *
 * @param text as written, without {@code refs/heads/}
 */
public record RefPattern(Kind kind, String text) {
  private static final int LONGEST = 250;

  /** What it is about. */
  public enum Kind {
    BRANCH("refs/heads/"),
    TAG("refs/tags/");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    /** {@code branch} or {@code tag}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public RefPattern {
    if (text.isBlank() || text.length() > LONGEST) {
      throw invalid(text, "it has no or too many characters");
    }
    compile(text);
  }

  /** Whether a ref such as {@code refs/heads/main} may deploy. */
  boolean matches(String ref) {
    if (ref.startsWith(kind.prefix)) {
      return compile(text).matcher(ref.substring(kind.prefix.length())).matches();
    }
    // Pull requests have no branch of their own; only a pattern of their whole ref lets them in.
    return kind == Kind.BRANCH
        && text.startsWith("refs/pull/")
        && compile(text).matcher(ref).matches();
  }

  private static Pattern compile(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (glob.startsWith("**/", i)) {
            regex.append("(?:[^/]+/)*");
            i += 2;
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = glob.indexOf(']', i + 2);
          if (end < 0) {
            throw invalid(glob, "its [ is never closed");
          }
          regex.append(set(glob.substring(i + 1, end)));
          i = end;
        }
        case '\\' -> {
          i++;
          regex.append(Pattern.quote(i < glob.length() ? glob.substring(i, i + 1) : "\\"));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex.toString());
    } catch (PatternSyntaxException e) {
      throw invalid(glob, e.getDescription());
    }
  }

  private static String set(String inside) {
    boolean not = inside.startsWith("!") || inside.startsWith("^");
    String letters = not ? inside.substring(1) : inside;
    return "(?!/)[" + (not ? "^" : "") + letters.replaceAll("([\\\\\\[\\]&^])", "\\\\$1") + "]";
  }

  private static InputException invalid(String text, String why) {
    return new InputException(
        InputException.Position.of("deployment branches and tags"),
        "\"" + text + "\" is no pattern: " + why,
        "write a name such as main, or release/*");
  }
}
