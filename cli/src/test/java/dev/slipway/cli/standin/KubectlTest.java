package dev.slipway.cli.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubectlTest {
  @TempDir Path home;

  private TestTools tools;

  /** The kubectl behind ours is a program that writes down what it is given. */
  @BeforeEach
  void start() throws IOException {
    tools = new TestTools(home);
    Path bin = Files.createDirectory(home.resolve("bin"));
    Path real = bin.resolve("kubectl");
    Files.writeString(
        real,
        """
        #!/bin/sh
        printf '%s\\n' "$@" >arguments
        case " $* " in *' -f - '*) cat >input ;; esac
        exit 7
        """);
    real.toFile().setExecutable(true);
    tools.environment.put("PATH", bin + ":/usr/bin:/bin");
    Path overlay = Files.createDirectories(home.resolve("k8s"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"), "namePrefix: x-\nresources: [config.yaml]\n");
    Files.writeString(
        overlay.resolve("config.yaml"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n");
  }

  @AfterEach
  void stop() {
    tools.close();
  }

  private String given() throws IOException {
    return Files.readString(home.resolve("arguments")).replace("\n", " ").strip();
  }

  @Test
  void rendersTheKustomizationItself() throws IOException {
    for (String[] words :
        new String[][] {
          {"kubectl", "apply", "-k", "k8s", "-n", "x"},
          {"kubectl", "apply", "-kk8s", "-n", "x"},
          {"kubectl", "apply", "--kustomize=k8s", "-n", "x"}
        }) {
      assertThat(tools.run(words).exit()).isEqualTo(7);
      assertThat(given()).isEqualTo("apply -f - -n x");
      assertThat(home.resolve("input")).content().contains("name: x-settings");
      Files.delete(home.resolve("input"));
    }
  }

  @Test
  void itsKustomizeIsOursToo() throws IOException {
    var ended = tools.run("kubectl", "kustomize", "k8s");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).contains("name: x-settings");
    assertThat(tools.run("kubectl", "kustomize", "missing").exit()).isEqualTo(1);
    assertThat(home.resolve("arguments")).doesNotExist();
  }

  @Test
  void everythingElseIsTheRealOnes() throws IOException {
    tools.run("kubectl", "exec", "pod", "--", "apply", "-k", "k8s");
    assertThat(given()).isEqualTo("exec pod -- apply -k k8s");
    tools.run("kubectl", "rollout", "status", "deployment/x", "--timeout=5m");
    assertThat(given()).isEqualTo("rollout status deployment/x --timeout=5m");
  }

  @Test
  void aBrokenKustomizationReachesNoCluster() throws IOException {
    Files.writeString(home.resolve("k8s/kustomization.yaml"), "resources: [missing.yaml]\n");
    var ended = tools.run("kubectl", "apply", "-k", "k8s");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("missing.yaml");
    assertThat(home.resolve("arguments")).doesNotExist();
  }
}
