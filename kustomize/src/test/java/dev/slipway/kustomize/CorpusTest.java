package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Overlays that others wrote, against the digests of what kustomize prints for them. */
class CorpusTest {
  private static Path corpus = Path.of("");

  @BeforeAll
  static void locate() {
    corpus = Oracles.require("kustomize-corpus");
  }

  static Stream<String> index() throws IOException {
    return Files.readAllLines(corpus.resolve("INDEX.txt")).stream()
        .filter(l -> !l.isBlank() && !l.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource("index")
  void buildsTheSameBytes(String line) throws Exception {
    if (line.startsWith("! ")) {
      Path directory = corpus.resolve(line.substring(2));
      assertThatThrownBy(() -> Kustomize.build(directory))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("no resource matches strategic merge patch");
      return;
    }
    String[] columns = line.split("\t");
    String directory = columns[0].startsWith("*") ? columns[0].substring(1) : columns[0];
    byte[] bytes =
        Kustomize.build(corpus.resolve(directory)).yaml().getBytes(StandardCharsets.UTF_8);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);

    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(columns[3]);
  }
}
