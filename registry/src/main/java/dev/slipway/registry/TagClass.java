package dev.slipway.registry;

import java.util.Locale;
import java.util.Set;

/** What a tag stands for (specification §10). */
public enum TagClass {
  /** A commit of git: 40 hexadecimal digits, or 7 and more of which one is a letter. */
  COMMIT("a commit"),
  /** A version by semantic versioning, with or without a {@code v}; snapshots are none. */
  SEMVER("a release"),
  /** {@code latest}. */
  LATEST("the latest image"),
  /** The name of an environment. */
  ENVIRONMENT("an environment"),
  /** Everything else: branches, and what people choose. */
  BRANCH("a branch");

  private static final int FULL_COMMIT = 40;
  private static final int SHORT_COMMIT = 7;
  private final String words;

  TagClass(String words) {
    this.words = words;
  }

  /** {@code a commit}. */
  public String words() {
    return words;
  }

  /** Whether a tag of this class names one image for ever. */
  public boolean isFixed() {
    return this == COMMIT || this == SEMVER;
  }

  /**
   * The class of a tag.
   *
   * @param environments the names of environments
   */
  public static TagClass of(String tag, Set<String> environments) {
    if (tag.equals("latest")) {
      return LATEST;
    }
    if (environments.contains(tag)) {
      return ENVIRONMENT;
    }
    if (isCommit(tag)) {
      return COMMIT;
    }
    return isSemver(tag) ? SEMVER : BRANCH;
  }

  private static boolean isCommit(String tag) {
    boolean hex =
        tag.length() >= SHORT_COMMIT
            && tag.length() <= FULL_COMMIT
            && tag.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    // A date such as 20261126 is no commit.
    return hex && (tag.length() == FULL_COMMIT || tag.chars().anyMatch(c -> c >= 'a'));
  }

  private static boolean isSemver(String tag) {
    String version = tag.startsWith("v") ? tag.substring(1) : tag;
    int dash = version.indexOf('-');
    String core = dash < 0 ? version : version.substring(0, dash);
    String[] numbers = core.split("\\.", -1);
    if (numbers.length != 3) {
      return false;
    }
    for (String number : numbers) {
      boolean digits = !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!digits || (number.length() > 1 && number.charAt(0) == '0')) {
        return false;
      }
    }
    return dash < 0 || isPreRelease(version.substring(dash + 1));
  }

  private static boolean isPreRelease(String text) {
    if (text.toUpperCase(Locale.ROOT).contains("SNAPSHOT")) {
      return false;
    }
    for (String part : text.split("\\.", -1)) {
      boolean fits =
          !part.isEmpty()
              && part.chars().allMatch(c -> c == '-' || (c < 0x80 && Character.isLetterOrDigit(c)));
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
