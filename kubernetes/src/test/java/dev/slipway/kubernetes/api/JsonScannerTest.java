package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in JSON, as programs written in Go name them. */
class JsonScannerTest {
  private static Optional<String> problem(String text) {
    return JsonScanner.problem(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{|unexpected end of JSON input",
        "{\"a\"|unexpected end of JSON input",
        "\"a|unexpected end of JSON input",
        "{\"a\":1,}|invalid character '}' looking for beginning of object key string",
        "{a:1}|invalid character 'a' looking for beginning of object key string",
        "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 \"b\"}|invalid character '\"' after object key:value pair",
        "[1 2]|invalid character '2' after array element",
        "[1,]|invalid character ']' looking for beginning of value",
        "x|invalid character 'x' looking for beginning of value",
        "{\"a\":'b'}|invalid character '\\'' looking for beginning of value",
        "tru|invalid character ' ' in literal true (expecting 'e')",
        "nulx|invalid character 'x' in literal null (expecting 'l')",
        "{\"a\":01}|invalid character '1' after object key:value pair",
        "{\"a\":1.}|invalid character '}' after decimal point in numeric literal",
        "{\"a\":-}|invalid character '}' in numeric literal",
        "{\"a\":1e+}|invalid character '}' in exponent of numeric literal",
        "{\"a\":\"\\x\"}|invalid character 'x' in string escape code",
        "{\"a\":\"\\u1g\"}|invalid character 'g' in \\u hexadecimal character escape",
        "{\"a\":\"\u0001\"}|invalid character '\\x01' in string literal",
        "{\"a\":\u00ff}|invalid character 'ÿ' looking for beginning of value",
        "{} {}|invalid character '{' after top-level value",
      })
  void saysTheFirstOne(String text, String problem) {
    assertThat(problem(text)).contains(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " [ ] ",
        "null",
        "-0.5e-3",
        "[[],[{}]]",
        "{\"a\":[1,2,{\"b\":\"\\u00e9\\n\"}],\"c\":null}"
      })
  void findsNoneInWhatIsRight(String text) {
    assertThat(problem(text)).isEmpty();
  }

  @Test
  void goesNoDeeperThanTheOriginal() {
    assertThat(problem("[".repeat(10_000))).contains("unexpected end of JSON input");
    assertThat(problem("[".repeat(10_001))).contains("invalid character '[' exceeded max depth");
    assertThat(problem("[".repeat(10_000) + "]".repeat(10_000))).isEmpty();
  }
}
