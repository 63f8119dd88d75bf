package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.InputException;
import dev.slipway.manifest.patch.JsonMergePatch;
import dev.slipway.manifest.patch.JsonPatch;
import dev.slipway.manifest.patch.PatchException;
import dev.slipway.manifest.patch.StrategicMergePatch;
import dev.slipway.manifest.yaml.Spelling;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import dev.slipway.manifest.yaml.YamlWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is fuzzed: any bytes lead to a result or to an error with a place, never to anything else.
 * {@code fuzz/run} drives it with Jazzer, {@link FuzzRegressionTest} with the inputs that were
 * kept.
 */
public final class FuzzTargets {
  /** Parts the files of an overlay, or the object from its patch. */
  private static final String PARTS = "\n====\n";

  private FuzzTargets() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] data) {
    yaml(data);
    String[] parts = new String(data, StandardCharsets.UTF_8).split(PARTS, 3);
    if (parts.length > 1) {
      patch(parts[0], parts[1]);
      overlay(parts);
    }
  }

  /** Reads and prints; what was printed can be read again. */
  private static void yaml(byte[] data) {
    for (YamlDialect dialect : YamlDialect.values()) {
      try {
        for (YamlDocument document : new YamlReader(dialect).readAll(data, "fuzz")) {
          document.position(JsonPointer.compile("/a/0/b"));
          String printed = YamlWriter.write(Spelling.plain(document.root()));
          new YamlReader(dialect).readAll(printed, "printed");
        }
      } catch (InputException e) {
        assertThat(e.position().file()).isNotEmpty();
      }
    }
  }

  private static void patch(String target, String patch) {
    try {
      List<JsonNode> trees = trees(target);
      List<JsonNode> patches = trees(patch);
      if (trees.isEmpty() || patches.isEmpty()) {
        return;
      }
      JsonMergePatch.apply(trees.getFirst(), patches.getFirst());
      if (trees.getFirst() instanceof ObjectNode object
          && patches.getFirst() instanceof ObjectNode change) {
        attempt(() -> StrategicMergePatch.ofApiServer().apply(object, change));
        attempt(() -> StrategicMergePatch.ofKustomize().apply(object, change));
      }
      attempt(() -> JsonPatch.parse(patches.getFirst()).apply(trees.getFirst()));
    } catch (InputException expected) {
      assertThat(expected.position().file()).isNotEmpty();
    }
  }

  private static List<JsonNode> trees(String text) {
    return new YamlReader(YamlDialect.KUSTOMIZE)
        .readAll(text, "fuzz").stream().map(YamlDocument::root).toList();
  }

  private static void attempt(Runnable patching) {
    try {
      patching.run();
    } catch (PatchException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }

  private static void overlay(String[] parts) {
    Path directory = directory();
    try {
      Files.writeString(directory.resolve("kustomization.yaml"), parts[0]);
      Files.writeString(directory.resolve("r.yaml"), parts[1]);
      Files.writeString(directory.resolve("p.yaml"), parts.length > 2 ? parts[2] : "");
      Kustomize.build(directory).yaml();
    } catch (InputException expected) {
      assertThat(expected.position().file()).isNotEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(directory);
    }
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory("slipway-fuzz");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try {
      for (String file : List.of("kustomization.yaml", "r.yaml", "p.yaml")) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
