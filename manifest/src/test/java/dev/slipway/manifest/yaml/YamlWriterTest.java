package dev.slipway.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class YamlWriterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "on|\"on\"",
        "y|\"y\"",
        "0777|\"0777\"",
        "1e3|\"1e3\"",
        "1:30|\"1:30\"",
        "2020-01-01|\"2020-01-01\"",
        "null|\"null\"",
        "<<|<<",
        "plain|plain",
        "with: colon|'with: colon'",
        "colon:inside|colon:inside",
        "ends:|'ends:'",
        "# hash|'# hash'",
        "a #b|'a #b'",
        "a#b|a#b",
        "- dash|'- dash'",
        "-dash|-dash",
        "it's|it's",
        "'quoted|'''quoted'",
        "{brace|'{brace'",
        "a{brace|a{brace",
        "@at|'@at'",
        "--- x|'--- x'",
        "umläut|umläut",
        "1.2.3|1.2.3",
        "10.0.0.1|10.0.0.1",
        "1_0|\"1_0\"",
        "+|+",
        ".|.",
        "=|=",
      })
  void quotesOnlyWhereAReaderWouldErr(String text, String yaml) {
    assertThat(value(text)).isEqualTo(yaml);
  }

  @Test
  void controlCharactersAndEmojiAreEscaped() {
    assertThat(value("a\tb")).isEqualTo("\"a\\tb\"");
    assertThat(value("a\u0007\u00a0\r")).isEqualTo("\"a\\a\u00a0\\r\"");
    assertThat(value("\ud83d\ude80")).isEqualTo("\"\\U0001F680\"");
    assertThat(value(" lead")).isEqualTo("' lead'");
    assertThat(value("")).isEqualTo("\"\"");
  }

  @Test
  void linesBecomeBlocks() {
    assertThat(value("a\nb\n")).isEqualTo("|\n  a\n  b");
    assertThat(value("a\nb")).isEqualTo("|-\n  a\n  b");
    assertThat(value("a\n\n")).isEqualTo("|+\n  a\n");
    assertThat(value("  a\nb")).isEqualTo("|2-\n    a\n  b");
    assertThat(value("a \nb")).isEqualTo("\"a \\nb\"");
    assertThat(value("a\nb ")).isEqualTo("\"a\\nb \"");
    assertThat(value("\n")).isEqualTo("|2+\n");
  }

  @Test
  void longTextFoldsAtEighty() {
    String words = "word ".repeat(30).strip();

    assertThat(value(words))
        .isEqualTo("word ".repeat(16).strip() + "\n  " + "word ".repeat(14).strip());
    assertThat(value("'" + words)).startsWith("'''word").contains("\n  ");
    assertThat(value("x".repeat(200))).isEqualTo("x".repeat(200));
  }

  @Test
  void keysAreInNaturalOrderAndListsAreNotIndented() {
    JsonNode node =
        json(
            "{\"b10\":1,\"b9\":[{\"z\":1,\"a\":[[1,2],[]]},\"x\"],\"a\":{\"c\":{}},\"B\":null,\"1\":true}");

    assertThat(YamlWriter.write(node))
        .isEqualTo(
            """
            "1": true
            B: null
            a:
              c: {}
            b9:
            - a:
              - - 1
                - 2
              - []
              z: 1
            - x
            b10: 1
            """);
  }

  @Test
  void aKeyThatWouldMergeIsQuoted() {
    assertThat(YamlWriter.write(json("{\"<<\":\"<<\"}"))).isEqualTo("\"<<\": <<\n");
  }

  @Test
  void signsComeBeforeDigitsBeforeLettersAndNumbersCount() {
    String keys = "é b10 b-9 a00 b_ a-01 b9 a1 a01 € _ B 2 10 a- a";
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (String key : keys.split(" ")) {
      node.put(key, true);
    }

    assertThat(YamlWriter.write(node).replace("\"", "").replace(": true\n", " "))
        .isEqualTo("_ € 2 10 B a a- a-01 a00 a1 a01 b-9 b_ b9 b10 é ");
  }

  @Test
  void anOrderOfKeysWithCirclesIsNoObstacle() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 40; i++) {
      node.put("a" + i, i).put("a" + i + "b", i);
    }

    assertThat(YamlWriter.write(node).lines()).hasSize(80).doesNotHaveDuplicates();
  }

  @Test
  void keysOfSeveralLinesUseTheExplicitForm() {
    assertThat(YamlWriter.write(json("{\"a\\nb\":{\"c\":1},\"d\\te\":[1]}")))
        .isEqualTo("? |-\n  a\n  b\n: c: 1\n\"d\\te\":\n- 1\n");
  }

  @Test
  void foldedQuotesKeepTheirSpaces() {
    String text = "\t" + "x".repeat(85) + "  y" + " z".repeat(2) + "'";

    assertThat(value(text)).isEqualTo("\"\\t" + "x".repeat(85) + "\n  \\ y z z'\"");
    assertThat(value("#" + "x".repeat(85) + "  y z")).endsWith("x  y\n  z'");
  }

  @Test
  void longKeysUseTheExplicitForm() {
    String key = "k".repeat(129);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set(key, json("{\"a\":[1]}"));

    assertThat(YamlWriter.write(node)).isEqualTo("? " + key + "\n: a:\n  - 1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "1.0,1",
    "1.5,1.5",
    "0.000001,1e-06",
    "1234567.5,1.2345675e+06",
    "123456.5,123456.5",
    "1e20,1e+20",
    "1e300,1e+300",
    "18446744073709551615,18446744073709551615",
    "18446744073709551616,1.8446744073709552e+19",
    "-0.0,0",
    "0.0001,0.0001"
  })
  void numbersPrintAsGoPrintsThem(String json, String yaml) {
    assertThat(YamlWriter.write(json(json))).isEqualTo(yaml + "\n");
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    var random = new Random(7);
    var reader = new YamlReader(YamlDialect.KUBERNETES);
    String alphabet = "ab01:-#'\"\\ \n\t{}[],&*!|>%@`~.?=<yno\u00e4\u20ac\u0007";
    for (int i = 0; i < 3000; i++) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put(text(random, alphabet, 12), text(random, alphabet, 120));
      node.putObject("n" + i)
          .putArray("list")
          .add(text(random, alphabet, 30))
          .addArray()
          .add(text(random, alphabet, 9));
      String yaml = YamlWriter.write(node);

      assertThat(reader.read(yaml, yaml).root()).isEqualTo(node);
    }
  }

  private static String text(Random random, String alphabet, int longest) {
    var text = new StringBuilder();
    for (int n = random.nextInt(longest); n >= 0; n--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String value(String text) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("k", text);
    String yaml = YamlWriter.write(node);
    return yaml.substring("k: ".length(), yaml.length() - 1);
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), "test");
  }
}
