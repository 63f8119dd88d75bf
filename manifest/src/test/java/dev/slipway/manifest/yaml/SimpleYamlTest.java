package dev.slipway.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.InputException;
import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** The quick reader reads what the general parser reads, or leaves it to that. */
class SimpleYamlTest {
  private static final String SAMPLE =
      """
      # comment
      apiVersion: v1
      kind: Foo # why
      metadata: {name: "a", labels: {x: y, "z": 'it''s'}, list: [1, "2", b:c, {d: [e]}]}
      empty:
      spec:
        text: |
          first
            second

          third

        folded: >-
          one
          two

            three
          four
        kept: |+
          end

        url: http://example.com:80/x?y=#z
        "quoted key": "tab\\tand \\"quotes\\" and \\\\"
        'other': x-y
        list:
        - a: 1
          b: 0x10
        -   c: true
            d: ~
        - - x
          - -1
        - |
          block
        - {}
        - []
        - "text" # note
        -
        number: 1e3
        date: 2020-01-01
        switch: on
        "yes": off
      ---
      - a
      -
        b: c
      ---
      {"a": 1, "b": [2]}
      """;

  @ParameterizedTest
  @EnumSource(YamlDialect.class)
  void readsWhatPeopleWrite(YamlDialect dialect) {
    assertThat(SimpleYaml.read(SAMPLE, "f", dialect, YamlLimits.DEFAULT)).isPresent();
    assertThat(assertSame(SAMPLE)).isEqualTo(2);
  }

  @Test
  void placesAreTheSameAsThoseOfTheGeneralParser() {
    // The end mark is enough to have the general parser look.
    YamlDocument simple = new YamlReader(YamlDialect.KUSTOMIZE).readAll(SAMPLE, "f").getFirst();
    YamlDocument general =
        new YamlReader(YamlDialect.KUSTOMIZE).readAll(SAMPLE + "...\n", "f").getFirst();
    for (String pointer :
        List.of(
            "",
            "/kind",
            "/metadata/name",
            "/metadata/labels/z",
            "/metadata/list/3/d/0",
            "/empty",
            "/spec/text",
            "/spec/kept",
            "/spec/list/0/b",
            "/spec/list/2/1",
            "/spec/list/3",
            "/spec/list/6",
            "/spec/list/7",
            "/spec/missing",
            "/spec/list/0/no",
            "/spec/list/99")) {
      JsonPointer at = JsonPointer.compile(pointer);
      assertThat(simple.position(at)).as(pointer).isEqualTo(general.position(at));
    }
  }

  @Test
  void damagedTextsAreReadAlikeOrLeftAlone() {
    var random = new Random(7);
    int simple = 0;
    for (int i = 0; i < 4000; i++) {
      var text = new StringBuilder(SAMPLE);
      for (int n = random.nextInt(3); n >= 0; n--) {
        damage(text, random);
      }
      simple += assertSame(text.toString());
    }
    assertThat(simple).isGreaterThan(1000);
  }

  @Test
  void theCorpusIsReadAlike() throws IOException {
    Path corpus = Oracles.require("kustomize-corpus");
    int simple = 0;
    int all = 0;
    try (Stream<Path> files = Files.walk(corpus)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        simple += assertSame(Files.readString(file, StandardCharsets.UTF_8)) > 0 ? 1 : 0;
        all++;
      }
    }
    assertThat(simple).isGreaterThan(all * 8 / 10);
  }

  /** How many dialects read it the quick way. */
  private static int assertSame(String text) {
    int simple = 0;
    for (YamlDialect dialect : YamlDialect.values()) {
      Optional<List<YamlDocument>> quick = SimpleYaml.read(text, "f", dialect, YamlLimits.DEFAULT);
      if (quick.isPresent()) {
        assertThat(shape(quick.get())).as(text).isEqualTo(general(text, dialect));
        simple++;
      }
    }
    return simple;
  }

  private static List<String> general(String text, YamlDialect dialect) {
    try {
      return shape(new YamlReader(dialect).composed(text, "f"));
    } catch (InputException e) {
      return List.of("refused: " + e.getMessage());
    }
  }

  private static List<String> shape(List<YamlDocument> documents) {
    return documents.stream().map(d -> d.index() + ":" + d.line() + " " + shape(d.root())).toList();
  }

  /** Values with their classes: spellings and quotes must be the same too. */
  private static String shape(JsonNode node) {
    var parts = new ArrayList<String>();
    node.properties().forEach(e -> parts.add(e.getKey() + "=" + shape(e.getValue())));
    if (node.isArray()) {
      node.forEach(element -> parts.add(shape(element)));
    }
    String text = node.isContainer() ? parts.toString() : Spelling.of(node);
    return node.getClass().getSimpleName() + "(" + text + ")";
  }

  private static void damage(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    switch (random.nextInt(6)) {
      case 0 -> text.deleteCharAt(at);
      case 1 -> text.insert(at, "{}[]:-&*!|>'\"\n ,#?~\t".charAt(random.nextInt(20)));
      case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
      case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
      case 4 -> text.insert(at, "\n" + " ".repeat(random.nextInt(6)));
      default -> text.insert(at, List.of(": ", " #", "- ", "\n---\n", "''").get(random.nextInt(5)));
    }
  }
}
