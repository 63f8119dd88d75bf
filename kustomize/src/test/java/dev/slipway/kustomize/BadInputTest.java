package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in the files: an error that says where, in bounded time. */
class BadInputTest {
  @TempDir Path directory;

  @Test
  void cyclesAreFoundWithTheirChain() throws IOException {
    file("a/kustomization.yaml", "resources: [../b]");
    file("b/kustomization.yaml", "resources: [../a]");

    assertThatThrownBy(() -> Kustomize.build(directory.resolve("a")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("b/kustomization.yaml:1:13: cycle detected")
        .hasMessageContaining("Reached through");
  }

  @Test
  void filesOutsideAreRefusedWhateverTheWay() throws IOException {
    file("secret.yaml", "{apiVersion: v1, kind: Secret, metadata: {name: s}}");
    file("o/kustomization.yaml", "resources: [../secret.yaml]");
    assertRefused("o", "is not in or below");

    Files.createSymbolicLink(directory.resolve("o/link.yaml"), directory.resolve("secret.yaml"));
    file("o/kustomization.yaml", "resources: [link.yaml]");
    assertRefused("o", "is not in or below");

    file("o/kustomization.yaml", "configMapGenerator: [{name: a, files: [x=link.yaml]}]");
    assertRefused("o", "is not in or below");

    Files.createSymbolicLink(directory.resolve("o/up"), directory);
    file("o/kustomization.yaml", "patches: [{path: up/secret.yaml}]");
    assertRefused("o", "is not in or below");

    file("o/kustomization.yaml", "resources: [up]");
    assertRefused("o", "cycle detected");
  }

  @Test
  void remoteResourcesAreRefusedByName() throws IOException {
    for (String remote :
        new String[] {
          "https://example.com/x.yaml",
          "github.com/org/repo//path?ref=v1",
          "git@example.com:org/repo.git",
          "ssh://git@example.com/repo"
        }) {
      file("o/kustomization.yaml", "resources: ['" + remote + "']");
      assertRefused("o", "is remote");
    }
  }

  @Test
  void unsupportedFieldsAreRefusedByName() throws IOException {
    file("o/kustomization.yaml", "helmCharts: [{name: x}]");
    assertRefused("o", "helmCharts needs helm");
    file("o/kustomization.yaml", "transformers: [t.yaml]");
    file("o/t.yaml", "{apiVersion: example.com/v1, kind: Exec, metadata: {name: x}}");
    assertRefused("o", "external plugins are not run");
  }

  @Test
  void mistakesComeWithASuggestion() throws IOException {
    file("o/r.yaml", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: frontend}}");
    file(
        "o/kustomization.yaml",
        "resources: [r.yaml]\npatches:\n- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: fronted}}'\n");
    assertRefused("o", "Did you mean \"frontend\"?");

    file("o/kustomization.yaml", "resources: [r.yaml]\nreplicas: [{name: fronend, count: 2}]\n");
    assertRefused("o", "Did you mean \"frontend\"?");

    file("o/kustomization.yaml", "resources: [r.yaml]\nimages: [{name: a, newtag: b}]\n");
    assertRefused("o", "Did you mean \"newTag\"?");
  }

  @Test
  void everyErrorOfABaseTellsTheChainThatLedThere() throws IOException {
    file("o/kustomization.yaml", "resources: [../b]");
    file(
        "b/r.yaml", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: n}}");
    file("b/kustomization.yaml", "resuorces: [r.yaml]");
    assertRefused("o", "Did you mean \"resources\"?\n  Reached through ");

    file(
        "b/kustomization.yaml",
        "resources: [r.yaml]\npatches:\n- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}'\n");
    assertRefused("o", "There is Deployment.v1.apps/web.n: state its apiVersion and namespace.");
    assertRefused("o", "Reached through ");

    file(
        "b/kustomization.yaml",
        "resources: [r.yaml]\nreplacements: [{source: {kind: Deploymnt}, targets: [{select: {}, fieldPaths: [a]}]}]\n");
    assertRefused("o", "Did you mean \"Deployment\"?\n  Reached through ");
  }

  @Test
  void fieldsMayHaveAnyNameAndAreRefusedWithTheirPlace() throws IOException {
    file("o/kustomization.yaml", "resources: []\n/kind: x\n");
    assertRefused("o", "kustomization.yaml:2:1: invalid Kustomization: unknown field \"/kind\"");
  }

  @Test
  @Timeout(120)
  void aTenMegabyteFileIsFine() throws IOException {
    var text = new StringBuilder("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata:\n");
    for (int i = 0; text.length() < 10_000_000; i++) {
      text.append("  key-").append(i).append(": \"value ").append(i).append("\"\n");
    }
    file("o/r.yaml", text.toString());
    file("o/kustomization.yaml", "resources: [r.yaml]\nnamePrefix: a-\n");

    assertThat(Kustomize.build(directory.resolve("o")).yaml()).contains("name: a-big");
  }

  @Test
  @Timeout(30)
  void aliasBombsAreRefused() throws IOException {
    var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      text.append("a").append(i).append(": &a").append(i).append(" [");
      text.append(("*a" + (i - 1) + ", ").repeat(8)).append("*a").append(i - 1).append("]\n");
    }
    file("o/r.yaml", text.toString());
    file("o/kustomization.yaml", "resources: [r.yaml]\n");
    assertRefused("o", "aliases expand");
  }

  @Test
  @Timeout(60)
  void damagedOverlaysNeverDoWorseThanAnInputError() throws IOException {
    for (long seed = 0; seed < 40; seed++) {
      Path overlay = new RandomOverlay(seed, directory.resolve("s" + seed)).write();
      var random = new Random(seed);
      for (int i = 0; i < 10; i++) {
        damage(overlay.resolve("kustomization.yaml"), random);
        damage(overlay.resolveSibling("one").resolve("resources.yaml"), random);
        try {
          Kustomize.build(overlay).yaml();
        } catch (InputException expected) {
          assertThat(expected.position().file()).isNotEmpty();
        }
      }
    }
  }

  private static void damage(Path file, Random random) throws IOException {
    var text = new StringBuilder(Files.readString(file));
    int at = random.nextInt(text.length());
    switch (random.nextInt(4)) {
      case 0 -> text.deleteCharAt(at);
      case 1 -> text.insert(at, "{}[]:-&*!|>'\"\n ,".charAt(random.nextInt(16)));
      case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
      default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
    }
    Files.writeString(file, text);
  }

  private void assertRefused(String overlay, String message) {
    assertThatThrownBy(() -> Kustomize.build(directory.resolve(overlay)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  private void file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
