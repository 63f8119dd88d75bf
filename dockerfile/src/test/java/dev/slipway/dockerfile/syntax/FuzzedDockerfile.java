package dev.slipway.dockerfile.syntax;

/** Where {@code fuzz/run} enters {@link DockerfileFuzzTest}. */
public final class FuzzedDockerfile {
  private static final String PART = System.getProperty("slipway.fuzz", "parser");

  private FuzzedDockerfile() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) {
    var test = new DockerfileFuzzTest();
    switch (PART) {
      case "lexer" -> test.lexer(input);
      case "words" -> test.words(input);
      default -> test.parser(input);
    }
  }
}
