package dev.slipway.dockerfile.ignore;

/** Where {@code fuzz/run} enters {@link IgnoreFuzzTest}. */
public final class FuzzedIgnoreFile {
  private FuzzedIgnoreFile() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) {
    new IgnoreFuzzTest().matcher(input);
  }
}
