package dev.slipway.dockerfile.leak;

import dev.slipway.dockerfile.leak.Leak.Weight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets in files by their form, text or not. Words that begin a secret are looked for
 * first, all at once, so that bytes without any cost one pass. Files of any size go through a
 * buffer that holds a part of them. For one thread.
 */
final class SecretText {
  private static final int PAIRS = 1 << 16;
  private static final int WINDOW = 400;
  private static final int BUFFER = 256 << 10;
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

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
          // The same inside of YAML and JSON, as kubeconfigs and manifests of secrets have it.
          new Kind(
              "LS0tLS1CRUdJTi",
              "LS0tLS1CRUdJTi(BQUklWQVRFIEtFWS|BSU0EgUFJJVkFURSBLRV|BFQyBQUklWQVRFIEtFWS"
                  + "|BPUEVOU1NIIFBSSVZBVEUgS0VZ|BFTkNSWVBURUQgUFJJVkFURSBLRV|BEU0EgUFJJVkFURSBLRV)"
                  + "[A-Za-z0-9+/=]{40}",
              "a private key",
              Weight.REFUSED),
          new Kind(
              "PuTTY-User-Key-File-",
              "PuTTY-User-Key-File-[0-9]: [a-z0-9@.-]+\\s+Encryption: ",
              "a private key",
              Weight.REFUSED),
          // Documentation's own keys end so.
          new Kind(
              "AKIA",
              "AKIA(?![0-9A-Z]{9}EXAMPLE)[0-9A-Z]{16}(?![0-9A-Z])",
              "an AWS access key id",
              Weight.TOLD),
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
          new Kind("pypi-AgE", "pypi-AgE[A-Za-z0-9_-]{50}", "a PyPI token", Weight.TOLD),
          new Kind("dckr_pat_", "dckr_pat_[A-Za-z0-9_-]{20}", "a Docker Hub token", Weight.TOLD),
          new Kind("sk-ant-", "sk-ant-[A-Za-z0-9_-]{40}", "an Anthropic key", Weight.TOLD),
          new Kind("sk-proj-", "sk-proj-[A-Za-z0-9_-]{40}", "an OpenAI key", Weight.TOLD),
          new Kind("hf_", "hf_[A-Za-z]{34}(?![A-Za-z0-9])", "a Hugging Face token", Weight.TOLD),
          new Kind("npm_", "npm_[A-Za-z0-9]{36}", "an npm token", Weight.TOLD),
          new Kind(
              "SG.", "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}", "a SendGrid key", Weight.TOLD),
          new Kind(
              "_authToken",
              "_authToken\\s*=\\s*[\"']?[A-Za-z0-9_-]{10}",
              "an npm login",
              Weight.TOLD));

  private final List<KnownSecret> known;

  /** Bytes that have to follow a place before it is looked at. */
  private final int ahead;

  private final byte[] buffer;

  /** Whether a secret may begin with these two bytes: so few do that most text is passed over. */
  private final boolean[] begins = new boolean[PAIRS];

  private record Kind(byte[] begin, Pattern form, String what, Weight weight) {
    Kind(String begin, String form, String what, Weight weight) {
      this(begin.getBytes(StandardCharsets.US_ASCII), Pattern.compile(form), what, weight);
    }
  }

  SecretText(List<KnownSecret> known) {
    this.known = known.stream().filter(KnownSecret::isTelling).toList();
    this.ahead = this.known.stream().mapToInt(s -> s.value().length).reduce(WINDOW, Math::max);
    this.buffer = new byte[ahead + BUFFER];
    KINDS.forEach(kind -> begins[pair(kind.begin(), 0)] = true);
    this.known.forEach(secret -> begins[pair(secret.value(), 0)] = true);
  }

  private static int pair(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  /** What is found in a text; of each kind the first one. */
  List<Leak> find(String place, byte[] text) {
    var search = new Search(place, text);
    search.begin(text.length);
    search.look(0, text.length, text.length);
    return List.copyOf(search.found);
  }

  /** What is found in a file; of each kind the first one. */
  List<Leak> find(String place, InputStream file) throws IOException {
    var search = new Search(place, buffer);
    int length = 0;
    int from = 0;
    while (true) {
      length += file.readNBytes(buffer, length, buffer.length - length);
      if (from == 0) {
        search.begin(length);
      }
      if (length < buffer.length) {
        search.look(from, length, length);
        return List.copyOf(search.found);
      }
      int to = length - ahead;
      search.look(from, to, length);
      // One byte is kept of what was looked at: it tells whether a word begins.
      search.pass(to - 1);
      System.arraycopy(buffer, to - 1, buffer, 0, ahead + 1);
      length = ahead + 1;
      from = 1;
    }
  }

  /** One file's search. */
  private final class Search {
    private final String place;
    private final byte[] bytes;
    private final List<Leak> found = new ArrayList<>();

    /** Lines before the buffer. */
    private int lines;

    /** Whether it is a compiled program or library: those of TLS hold keys to test themselves. */
    private boolean compiled;

    Search(String place, byte[] bytes) {
      this.place = place;
      this.bytes = bytes;
    }

    /** Looks at what kind of file it is. */
    void begin(int length) {
      compiled = startsWith(bytes, 0, length, ELF);
    }

    /** Looks at the places of a range; what follows it may belong to what begins there. */
    void look(int from, int to, int length) {
      int last = Math.min(to, length - 1);
      for (int at = from; at < last; at++) {
        if (begins[pair(bytes, at)]) {
          look(at, length);
        }
      }
    }

    private void look(int at, int length) {
      for (Kind kind : KINDS) {
        if (startsWith(bytes, at, length, kind.begin())
            && isBoundary(bytes, at)
            && isNew(kind.what())
            && matches(kind.form(), bytes, at, length)) {
          Weight weight = compiled ? Weight.TOLD : kind.weight();
          found.add(new Leak(place, line(at), kind.what(), weight));
        }
      }
      for (KnownSecret secret : known) {
        if (startsWith(bytes, at, length, secret.value()) && isNew(secret.name())) {
          found.add(new Leak(place, line(at), secret.name(), Weight.TOLD));
        }
      }
    }

    private boolean isNew(String what) {
      return found.stream().noneMatch(leak -> leak.what().equals(what));
    }

    private int line(int at) {
      return 1 + lines + linesUntil(at);
    }

    /** Leaves bytes behind. */
    void pass(int count) {
      lines += linesUntil(count);
    }

    private int linesUntil(int end) {
      int count = 0;
      for (int i = 0; i < end; i++) {
        count += bytes[i] == '\n' ? 1 : 0;
      }
      return count;
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
}
