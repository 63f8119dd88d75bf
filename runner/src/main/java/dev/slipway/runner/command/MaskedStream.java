package dev.slipway.runner.command;

import java.util.BitSet;

/**
 * Masks text that comes in pieces, with the secrets known when it was made. It holds back what may
 * be the start of a secret. For one thread.
 */
public final class MaskedStream {
  private static final String MASK = "***";

  private final TextSearch search;
  private final StringBuilder held = new StringBuilder();
  private final BitSet secret = new BitSet();
  private TextSearch.State state;
  private boolean inSecret;

  MaskedStream(TextSearch search) {
    this.search = search;
    this.state = search.start();
  }

  /** Takes a piece; returns what is certain by now. */
  public String append(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      held.append(c);
      state = search.after(state, c);
      if (state.longestWord() > 0) {
        secret.set(Math.max(0, held.length() - state.longestWord()), held.length());
      }
    }
    // What is hidden already stays hidden, whatever else starts in it.
    int uncertain = Math.max(0, held.length() - state.depth());
    return release(secret.get(uncertain) ? secret.nextClearBit(uncertain) : uncertain);
  }

  /** Ends the text; returns the rest of it. */
  public String finish() {
    state = search.start();
    String rest = release(held.length());
    inSecret = false;
    return rest;
  }

  private String release(int end) {
    var text = new StringBuilder(end);
    int at = 0;
    while (at < end) {
      int next = secret.get(at) ? secret.nextClearBit(at) : Math.min(end, nextSecret(at, end));
      if (!secret.get(at)) {
        text.append(held, at, next);
        inSecret = false;
      } else if (!inSecret) {
        text.append(MASK);
        inSecret = true;
      }
      at = Math.min(next, end);
    }
    drop(end);
    return text.toString();
  }

  private int nextSecret(int from, int otherwise) {
    int next = secret.nextSetBit(from);
    return next < 0 ? otherwise : next;
  }

  private void drop(int count) {
    held.delete(0, count);
    var rest = secret.get(count, Math.max(count, secret.length()));
    secret.clear();
    secret.or(rest);
  }
}
