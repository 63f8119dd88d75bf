package dev.slipway.forge;

import dev.slipway.base.InputException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a hosted repository, {@code OWNER/NAME}.
 *
 * @param owner who it belongs to, such as {@code local}
 * @param name the repository itself, without {@code .git}
 */
public record RepositoryName(String owner, String name) {
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,99})");

  public RepositoryName {
    if (!OWNER.matcher(owner).matches()) {
      throw invalid(
          owner, "owner", "letters, digits, - and _, at most 39, first a letter or digit");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()
        || name.contains("..")
        || name.endsWith(".")
        || lower.endsWith(".git")
        || lower.endsWith(".lock")) {
      throw invalid(
          name,
          "repository",
          "letters, digits, . - and _, at most 100, without .. and not ending in .git or .lock");
    }
  }

  /** Reads {@code OWNER/NAME}. */
  public static RepositoryName parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw invalid(text, "repository", "write OWNER/NAME");
    }
    return new RepositoryName(text.substring(0, slash), text.substring(slash + 1));
  }

  /** As IAM names it: {@code repositories/OWNER/NAME}. */
  public String resource() {
    return "repositories/" + this;
  }

  @Override
  public String toString() {
    return owner + "/" + name;
  }

  private static InputException invalid(String text, String what, String rule) {
    return new InputException(
        InputException.Position.of("name \"" + text + "\""), "is not the name of a " + what, rule);
  }
}
