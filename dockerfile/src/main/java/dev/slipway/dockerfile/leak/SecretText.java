package dev.slipway.dockerfile.leak;

import dev.slipway.dockerfile.leak.Leak.Weight;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets in text by their form. Words that begin a secret are looked for first, all at once,
 * so that text without any costs one pass over its bytes.
 */
final class SecretText {
  private static final int PAIRS = 1 << 16;
  private static final int WINDOW = 400;

  /** The kinds: how one begins, its whole form, what it is called. */
  private static final List<Kind> KINDS =
      List.of(
          // The text of a key follows its first line: code that only knows the line holds none.
          new Kind(
              "-----BEGIN ",
              "-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\\\r|\\\\n|\\s)+"
                  + "(?:[A-Za-z-]+: [^\\n\\\\]*(?:\\\\r|\\\\n|\\s)+)*[A-Za-z0-9+/=]{40}",
              "a private key",
              Weight.REFUSED),
          new Kind("AKIA", "AKIA[0-9A-Z]{16}(?![0-9A-Z])", "an AWS access key id", Weight.TOLD),
          new Kind("ASIA", "ASIA[0-9A-Z]{16}(?![0-9A-Z])", "an AWS access key id", Weight.TOLD),
          new Kind("ghp_", "ghp_[A-Za-z0-9]{36}", "a GitHub token", Weight.TOLD),
          new Kind("gho_", "gho_[A-Za-z0-9]{36}", "a GitHub token", Weight.TOLD),
          new Kind("ghs_", "ghs_[A-Za-z0-9]{36}", "a GitHub token", Weight.TOLD),
          new Kind("ghu_", "ghu_[A-Za-z0-9]{36}", "a GitHub token", Weight.TOLD),
          new Kind("github_pat_", "github_pat_[A-Za-z0-9_]{50}", "a GitHub token", Weight.TOLD),
          new Kind("glpat-", "glpat-[A-Za-z0-9_-]{20}", "a GitLab token", Weight.TOLD),
          new Kind("xoxb-", "xoxb-[0-9]{9,}-[0-9A-Za-z-]{20}", "a Slack token", Weight.TOLD),
          new Kind("xoxp-", "xoxp-[0-9]{9,}-[0-9A-Za-z-]{20}", "a Slack token", Weight.TOLD),
          new Kind("AIza", "AIza[A-Za-z0-9_-]{35}", "a Google API key", Weight.TOLD),
          new Kind("sk_live_", "sk_live_[A-Za-z0-9]{20}", "a Stripe key", Weight.TOLD),
          new Kind("rk_live_", "rk_live_[A-Za-z0-9]{20}", "a Stripe key", Weight.TOLD),
          new Kind("npm_", "npm_[A-Za-z0-9]{36}", "an npm token", Weight.TOLD),
          new Kind(
              "SG.", "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}", "a SendGrid key", Weight.TOLD),
          new Kind(
              "_authToken", "_authToken\\s*=\\s*[A-Za-z0-9_-]{10}", "an npm login", Weight.TOLD));

  private final List<KnownSecret> known;

  /** Whether a secret may begin with these two bytes: so few do that most text is passed over. */
  private final boolean[] begins = new boolean[PAIRS];

  private record Kind(byte[] begin, Pattern form, String what, Weight weight) {
    Kind(String begin, String form, String what, Weight weight) {
      this(begin.getBytes(StandardCharsets.US_ASCII), Pattern.compile(form), what, weight);
    }
  }

  SecretText(List<KnownSecret> known) {
    this.known = known.stream().filter(KnownSecret::isTelling).toList();
    KINDS.forEach(kind -> begins[pair(kind.begin(), 0)] = true);
    this.known.forEach(secret -> begins[pair(secret.value(), 0)] = true);
  }

  private static int pair(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  /** What is found in a file's bytes; of each kind the first one. */
  List<Leak> find(String place, byte[] bytes, int length) {
    var found = new ArrayList<Leak>();
    for (int at = 0; at + 1 < length; at++) {
      if (begins[pair(bytes, at)]) {
        look(place, bytes, at, length, found);
      }
    }
    return found;
  }

  private void look(String place, byte[] bytes, int at, int length, List<Leak> found) {
    for (Kind kind : KINDS) {
      if (startsWith(bytes, at, length, kind.begin())
          && isBoundary(bytes, at)
          && isNew(kind.what(), found)
          && matches(kind.form(), bytes, at, length)) {
        found.add(new Leak(place, line(bytes, at), kind.what(), kind.weight()));
      }
    }
    for (KnownSecret secret : known) {
      if (startsWith(bytes, at, length, secret.value()) && isNew(secret.name(), found)) {
        found.add(new Leak(place, line(bytes, at), secret.name(), Weight.TOLD));
      }
    }
  }

  private static boolean matches(Pattern form, byte[] bytes, int at, int length) {
    int end = Math.min(length, at + WINDOW);
    Matcher matcher = form.matcher(new String(bytes, at, end - at, StandardCharsets.ISO_8859_1));
    return matcher.lookingAt();
  }

  /** A token is not the middle of a longer word. */
  private static boolean isBoundary(byte[] bytes, int at) {
    return at == 0 || !Character.isLetterOrDigit((char) (bytes[at - 1] & 0x7f));
  }

  private static boolean isNew(String what, List<Leak> found) {
    return found.stream().noneMatch(leak -> leak.what().equals(what));
  }

  private static boolean startsWith(byte[] bytes, int at, int length, byte[] begin) {
    if (at + begin.length > length) {
      return false;
    }
    for (int i = 0; i < begin.length; i++) {
      if (bytes[at + i] != begin[i]) {
        return false;
      }
    }
    return true;
  }

  private static int line(byte[] bytes, int at) {
    int line = 1;
    for (int i = 0; i < at; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }
}
