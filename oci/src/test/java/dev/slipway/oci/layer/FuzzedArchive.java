package dev.slipway.oci.layer;

import java.io.IOException;

/** Where {@code fuzz/run} enters {@link TarFuzzTest}. */
public final class FuzzedArchive {
  private static final String PART = System.getProperty("slipway.fuzz", "tar");

  private FuzzedArchive() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    var test = new TarFuzzTest();
    if (PART.equals("decompressor")) {
      test.decompressor(input);
    } else {
      test.reader(input);
    }
  }
}
