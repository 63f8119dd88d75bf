package dev.slipway.git;

import java.io.IOException;
import java.io.OutputStream;

/** The way back to a client, which may go away at any time without harm to what is going on. */
final class WatchedOutput extends OutputStream {
  private final OutputStream out;
  private volatile boolean gone;

  WatchedOutput(OutputStream out) {
    this.out = out;
  }

  boolean isWatched() {
    return !gone;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (gone) {
      return;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      gone = true;
    }
  }

  @Override
  public synchronized void flush() {
    if (gone) {
      return;
    }
    try {
      out.flush();
    } catch (IOException e) {
      gone = true;
    }
  }
}
