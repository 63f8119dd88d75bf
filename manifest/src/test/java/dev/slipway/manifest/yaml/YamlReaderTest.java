package dev.slipway.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

class YamlReaderTest {
  private final YamlReader kustomize = new YamlReader(YamlDialect.KUSTOMIZE);
  private final YamlReader kubernetes = new YamlReader(YamlDialect.KUBERNETES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0777|511",
        "0o17|15",
        "0x1F|31",
        "0b11|3",
        "-0x1f|-31",
        "1_000|1000",
        "+5|5",
        "-0|0",
        "1.0|1",
        "1e3|1000",
        ".5|0.5",
        "09|9",
        "18446744073709551615|18446744073709551615",
        "true|true",
        "True|true",
        "~|null",
        "yes|\"yes\"",
        "on|\"on\"",
        "1:30|\"1:30\"",
        "1e400|\"1e400\"",
        "2020-01-01|\"2020-01-01T00:00:00Z\"",
        "2020-01-01 01:02:03.50|\"2020-01-01T01:02:03.5Z\"",
        "2001-12-14t21:59:43.10-05:00|\"2001-12-14T21:59:43.1-05:00\"",
        "2020-13-01|\"2020-13-01\"",
        "'12'|\"12\"",
        "!!str 12|\"12\"",
        "!!binary aGVsbG8=|\"hello\"",
      })
  void scalarsResolveAsKustomizeDoes(String text, String json) {
    JsonNode value = Spelling.plain(read("a: " + text).get("a"));

    assertThat(value.toString()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"yes|true", "off|false", "y|true", "2020-01-01|\"2020-01-01\"", "0777|511"})
  void kubernetesReadsOldBooleansAndKeepsDatesAsText(String text, String json) {
    assertThat(kubernetes.read("a: " + text, "f").root().get("a").toString()).isEqualTo(json);
  }

  @Test
  void spellingsAreKeptUntilAskedFor() {
    JsonNode root = read("a: 0777\nb: True\nc: '1'\nd:\ne: ~\nf: 7");

    assertThat(Spelling.of(root.get("a"))).isEqualTo("0777");
    assertThat(Spelling.of(root.get("b"))).isEqualTo("True");
    assertThat(root.get("c")).isInstanceOf(QuotedText.class);
    assertThat(root.get("d")).isInstanceOf(EmptyNull.class);
    assertThat(root.get("e")).isNotInstanceOf(Spelling.class);
    assertThat(root.get("f")).isNotInstanceOf(Spelling.class);
    assertThat(Json.text(root))
        .isEqualTo("{\"a\":511,\"b\":true,\"c\":\"1\",\"d\":null,\"e\":null,\"f\":7}");
    assertThat(Spelling.plain(root))
        .isEqualTo(
            Json.parse(
                "{\"a\":511,\"b\":true,\"c\":\"1\",\"d\":null,\"e\":null,\"f\":7}"
                    .getBytes(StandardCharsets.UTF_8),
                "j"));
  }

  @Test
  void documentsAreSeparateAndEmptyOnesVanish() {
    List<YamlDocument> documents =
        kustomize.readAll("---\n# nothing\n---\na: 1\n---\n\n---\nb: 2\n", "f.yaml");

    assertThat(documents)
        .extracting(d -> d.root().toString())
        .containsExactly("{\"a\":1}", "{\"b\":2}");
    assertThat(documents).extracting(YamlDocument::line).containsExactly(4, 8);
  }

  @Test
  void jsonIsYamlToo() {
    assertThat(read("{\"a\": [1, \"x\\u00e4\", {\"b\": null}]}").toString())
        .isEqualTo("{\"a\":[1,\"xä\",{\"b\":null}]}");
  }

  @Test
  void aliasesAreCopiesAndMergeKeysApply() {
    JsonNode root =
        read(
            "base: &b {x: 1, y: 2}\nother: &o {x: 5, z: 6}\nuse:\n  <<: [*b, *o]\n  y: 9\nagain: *b\n");

    assertThat(Spelling.plain(root.get("use")).toString()).isEqualTo("{\"y\":9,\"x\":1,\"z\":6}");
    assertThat(root.get("again")).isEqualTo(root.get("base")).isNotSameAs(root.get("base"));
  }

  @Test
  void positionsLeadBackToTheText() {
    YamlDocument document =
        kustomize
            .readAll("a: 1\n---\nspec:\n  items:\n  - name: x\n  - name: y\n", "f.yaml")
            .get(1);

    assertThat(document.position(JsonPointer.compile("/spec/items/1/name")))
        .hasToString("f.yaml:6:5");
    assertThat(document.position(JsonPointer.compile("/spec/nope"))).hasToString("f.yaml:4:3");
  }

  @Test
  void duplicateKeysAreRefusedWithTheirPlace() {
    assertThatThrownBy(() -> read("a:\n  b: 1\n  b: 2\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("f.yaml:3:3")
        .hasMessageContaining("\"b\" appears twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null: 1", "~: 1", "a: {1: x}", "a: {true: x}", "? [a]\n: 1"})
  void keysThatAreNoTextAreRefused(String text) {
    assertThatThrownBy(() -> read(text)).hasMessageContaining("map key must be text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: [1",
        "a: 'x",
        "a: b: c",
        "\tx: 1",
        "a: *nope",
        "a: &x [*x]",
        "<<: 5",
        "a: !!int x",
        "a: !Ref x",
        "a: .inf",
        "a: 1\n b: 2",
        "%YAML 9.9\n",
        "a: \u0001"
      })
  void mistakesAreInputErrors(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(InputException.class);
  }

  @Test
  void aliasBombsAreRefused() {
    var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      text.append(
          "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n"
              .formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1));
    }

    assertThatThrownBy(() -> read(text.toString())).hasMessageContaining("aliases expand");
  }

  @Test
  void depthIsBounded() {
    assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("nested deeper");
    assertThatThrownBy(() -> read("- ".repeat(5_000) + "x")).hasMessageContaining("nested deeper");
  }

  @Test
  void sizeIsBounded() {
    var small = new YamlReader(YamlDialect.KUSTOMIZE, new YamlLimits(100, 10, 10));

    assertThatThrownBy(() -> small.readAll("a: " + "x".repeat(200), "f"))
        .hasMessageContaining("more than 100");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertThatThrownBy(() -> kustomize.readAll(new byte[] {'a', ':', ' ', (byte) 0xff}, "f"))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  @Timeout(20)
  void tenMegabytesAreReadQuickly() {
    var text = new StringBuilder();
    for (int i = 0; text.length() < 10_000_000; i++) {
      text.append(
          "- name: item-%d\n  value: \"some quoted text %d\"\n  port: %d\n".formatted(i, i, i));
    }
    JsonNode root = read(text.toString());

    assertThat(root.size()).isGreaterThan(100_000);
  }

  @Test
  void damagedTextNeverDoesWorseThanAnInputError() {
    String valid =
        "apiVersion: v1\nkind: X\nmetadata: {name: a, labels: &l {b: c}}\ndata:\n  k: |\n    text\n  m: *l\n  <<: *l\nlist:\n- 1\n- 'x'\n- \"y\\n\"\n";
    var random = new Random(20261123);
    for (int i = 0; i < 3000; i++) {
      var damaged = new StringBuilder(valid);
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        int at = random.nextInt(damaged.length());
        switch (random.nextInt(3)) {
          case 0 -> damaged.deleteCharAt(at);
          case 1 -> damaged.insert(at, "{}[]:-&*!|>'\"%@`#\n\t ,?".charAt(random.nextInt(22)));
          default -> damaged.setCharAt(at, (char) random.nextInt(1, 0x3000));
        }
      }
      try {
        kustomize.readAll(damaged.toString(), "f").forEach(d -> YamlWriter.write(d.root()));
      } catch (InputException expected) {
        assertThat(expected.position().file()).isEqualTo("f");
      }
    }
  }

  private JsonNode read(String text) {
    return kustomize.read(text, "f.yaml").root();
  }
}
