package dev.slipway.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskerTest {
  private final SecretMasker masker = new SecretMasker();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password | a password here | a *** here",
        "password | password | ***",
        "password | Password | Password",
        "password | passpassword | pass***",
        "password | passwordpassword | ***",
        "password | password-password | ***-***",
        "password | passwor | passwor",
        "abab | xabababx | x***x",
      })
  void secretsAreReplaced(String secret, String text, String masked) {
    masker.add(secret);
    assertThat(masker.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t ", "a", "42"})
  void blankAndTinyValuesHideNothing(String secret) {
    masker.add(secret);
    String text = "a 42 \n\t text\n";
    assertThat(masker.mask(text)).isEqualTo(text);
    assertThat(masker.hides(text)).isFalse();
  }

  @Test
  void theLongestSecretWins() {
    masker.add("abc");
    masker.add("abcdef");
    masker.add("cde");
    assertThat(masker.mask("xabcdefx abcx cdex abcdex")).isEqualTo("x***x ***x ***x ***x");
  }

  @Test
  void blanksAroundASecretDoNotMatter() {
    masker.add("  s3cret\n");
    assertThat(masker.mask("a s3cret b")).isEqualTo("a *** b");
  }

  @Test
  void everyLineOfASecretIsHidden() {
    masker.add("first line\r\n  second line\n}\n\nlast");
    assertThat(masker.mask("second line")).isEqualTo("***");
    assertThat(masker.mask("a first line")).isEqualTo("a ***");
    assertThat(masker.mask("last")).isEqualTo("***");
    assertThat(masker.mask("if (x) { }")).isEqualTo("if (x) { }");
    assertThat(masker.mask("first line\nsecond line")).doesNotContain("first", "second");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void base64IsHiddenWhereverTheSecretStarts(int offset) {
    String secret = "p4ssw0rd-with-length";
    masker.add(secret);
    for (String behind : List.of("", "x", "xy", "xyz")) {
      String whole = "u".repeat(offset) + secret + behind;
      for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String masked = masker.mask(encoder.encodeToString(bytes(whole)));
        assertThat(masked).contains("***");
        // At most the characters shared with the neighbours stay.
        String left = masked.replace("***", "");
        assertThat(left.length())
            .isLessThanOrEqualTo(encoder.encodeToString(bytes(whole)).length() - secret.length());
      }
    }
    assertThat(masker.mask(Base64.getEncoder().encodeToString(bytes(secret)))).isEqualTo("***");
  }

  @Test
  void usualEncodingsAreHidden() {
    String secret = "a&b <c>\"d\"/e'f~(g)\\h+ü*";
    masker.add(secret);
    String json = Json.text(secret);
    List<String> encoded =
        List.of(
            json.substring(1, json.length() - 1),
            URLEncoder.encode(secret, StandardCharsets.UTF_8),
            URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
            "a%26b%20%3Cc%3E%22d%22%2Fe'f~(g)%5Ch%2B%C3%BC*",
            "a%26b+%3Cc%3E%22d%22%2Fe%27f~%28g%29%5Ch%2B%C3%BC%2A",
            "a%26b%20%3Cc%3E%22d%22/e%27f~%28g%29%5Ch%2B%C3%BC%2A",
            "a%26b%20%3cc%3e%22d%22%2fe'f~(g)%5ch%2b%c3%bc*",
            "a&amp;b &lt;c&gt;&quot;d&quot;/e&apos;f~(g)\\h+ü*",
            "a&b <c>\\\"d\\\"/e'f~(g)\\h+ü*",
            "a&b <c>\"d\"/e''f~(g)\\h+ü*",
            "a&b <c>\"d\"/e'\\''f~(g)\\h+ü*",
            "a\\u0026b \\u003cc\\u003e\\\"d\\\"/e'f~(g)\\\\h+ü*");
    assertThat(encoded)
        .allSatisfy(text -> assertThat(masker.mask("-" + text + "-")).isEqualTo("-***-"));
  }

  @Test
  void quotesAroundASecretDoNotMatter() {
    masker.add("\"quoted-secret\"");
    assertThat(masker.mask("quoted-secret")).isEqualTo("***");
  }

  @Test
  void sectionsAtAmpersandsAreHidden() {
    masker.add("section-one&x&section-two");
    assertThat(masker.mask("section-one x section-two")).isEqualTo("*** x ***");
  }

  @Test
  void aJsonKeyOfManyLinesIsHidden() {
    String key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nabc=\n-----END KEY-----\n";
    masker.add(key);
    String printed = Json.text(java.util.Map.of("key", key));
    assertThat(masker.mask(printed)).doesNotContain("MIIEvQIBADANBg", "BEGIN");
  }

  @Test
  void streamsHideSecretsThatAreCutAnywhere() {
    masker.add("s3cret-value");
    masker.add("cret-v");
    String text = "a s3cret-value b s3cret-valus s3cret-values3cret-value c s3cret";
    String expected = "a *** b s3***alus *** c s3cret";
    assertThat(masker.mask(text)).isEqualTo(expected);
    for (int size = 1; size < text.length(); size++) {
      var stream = masker.stream();
      var masked = new StringBuilder();
      for (int at = 0; at < text.length(); at += size) {
        masked.append(stream.append(text.substring(at, Math.min(text.length(), at + size))));
      }
      assertThat(masked.append(stream.finish())).hasToString(expected);
    }
  }

  @Test
  void streamsHoldBackNoMoreThanNeeded() {
    masker.add("s3cret");
    var stream = masker.stream();
    assertThat(stream.append("plain s3c")).isEqualTo("plain ");
    assertThat(stream.append("x s3cret")).isEqualTo("s3cx ***");
    assertThat(stream.append("s3cret!")).isEqualTo("!");
    assertThat(stream.finish()).isEmpty();
  }

  @Test
  void whatIsMaskedEqualsASearchForEachForm() {
    var random = new Random(11);
    for (int round = 0; round < 300; round++) {
      var plain = new SecretMasker();
      List<String> forms = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String secret = text(random, 3 + random.nextInt(4));
        plain.add(secret);
        forms.addAll(SecretForms.of(secret));
      }
      String text = text(random, 60);
      assertThat(plain.mask(text)).isEqualTo(naive(text, forms));
    }
  }

  private static String text(Random random, int length) {
    return IntStream.range(0, length)
        .mapToObj(i -> String.valueOf("abc".charAt(random.nextInt(3))))
        .collect(Collectors.joining());
  }

  private static String naive(String text, List<String> forms) {
    boolean[] hidden = new boolean[text.length()];
    for (String form : forms) {
      for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        java.util.Arrays.fill(hidden, at, at + form.length(), true);
      }
    }
    var masked = new StringBuilder();
    for (int i = 0; i < hidden.length; i++) {
      if (!hidden[i]) {
        masked.append(text.charAt(i));
      } else if (i == 0 || !hidden[i - 1]) {
        masked.append("***");
      }
    }
    return masked.toString();
  }

  @Test
  void nothingTellsTheSecrets() {
    masker.add("s3cret");
    assertThat(masker.toString()).doesNotContain("s3cret");
  }
}
