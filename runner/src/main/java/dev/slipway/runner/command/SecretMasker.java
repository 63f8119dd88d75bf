package dev.slipway.runner.command;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hides secrets in all that a job lets out: logs, annotations, summaries, events. Each known form
 * of a secret becomes {@code ***}; what overlaps or touches becomes one.
 *
 * <p>For use by several threads. Secrets can only be added: what was secret once stays so.
 */
public final class SecretMasker {
  private final ReentrantLock adding = new ReentrantLock();
  private final Set<String> forms = new HashSet<>();
  private volatile TextSearch search = new TextSearch(Set.of());

  /** Hides a value from now on; blank ones are no secrets. */
  public void add(String secret) {
    adding.lock();
    try {
      if (forms.addAll(SecretForms.of(secret))) {
        search = new TextSearch(forms);
      }
    } finally {
      adding.unlock();
    }
  }

  /** The text with every secret hidden. */
  public String mask(String text) {
    if (!search.finds(text)) {
      return text;
    }
    var stream = stream();
    return stream.append(text) + stream.finish();
  }

  /** Whether masking would change the text. */
  public boolean hides(String text) {
    return !mask(text).equals(text);
  }

  /** For text that comes in pieces: a secret is found although it is cut in two. */
  public MaskedStream stream() {
    return new MaskedStream(search);
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "SecretMasker";
  }
}
