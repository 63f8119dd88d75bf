package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.generate.HelmProgram;
import dev.slipway.kustomize.generate.HelmProgram.Verbosity;
import dev.slipway.kustomize.load.LoadRestriction;
import dev.slipway.kustomize.load.RemoteAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Charts: what helm is asked for, observed by a program in its place, and what becomes of it. */
class HelmTest {
  /** Notes how it was called; pulls a chart with one value and renders one object. */
  private static final String HELM =
      """
      #!/bin/sh
      here="$(dirname "$0")"
      echo "$@" >>"$here/calls"
      if [ "$1" = pull ]; then
        mkdir -p "$4/app"
        echo 'own: 1' >"$4/app/values.yaml"
        exit 0
      fi
      while [ $# -gt 0 ]; do
        if [ "$1" = -f ]; then cat "$2" >>"$here/values"; fi
        shift
      done
      [ -e "$here/broken" ] && { echo 'it is broken' >&2; exit 3; }
      printf -- '---\\n# Source: app/x.yaml\\napiVersion: v1\\nkind: Service\\nmetadata:\\n  name: made\\n'
      """;

  @TempDir Path directory;

  @BeforeEach
  void program() throws IOException {
    Path helm = Files.writeString(directory.resolve("helm"), HELM);
    Files.setPosixFilePermissions(helm, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aChartIsPulledOnceAndRendered() throws IOException {
    String chart =
        """
        namePrefix: p-
        helmCharts:
        - name: app
          repo: https://example.com/charts
          version: 1.0.0
          releaseName: rel
          namespace: ns
          includeCRDs: true
          valuesInline: {b: 2}
        """;
    assertThat(build(chart)).contains("kind: Service\n", "name: p-made\n");
    assertThat(build(chart)).contains("name: p-made\n");

    String charts = directory.resolve("o/charts/app-1.0.0").toString();
    List<String> calls = Files.readAllLines(directory.resolve("calls"));
    assertThat(calls).hasSize(3);
    assertThat(calls.getFirst())
        .isEqualTo(
            "pull --untar --untardir "
                + charts
                + " --repo https://example.com/charts app --version 1.0.0");
    assertThat(calls.get(1))
        .startsWith("template rel " + charts + "/app --namespace ns -f ")
        .endsWith("-values.yaml --include-crds");
    assertThat(directory.resolve("values")).content().startsWith("b: 2\nown: 1\n");
  }

  @Test
  void valuesMergeAsToldAndOptionsArePassedOn() throws IOException {
    Files.createDirectories(directory.resolve("o/charts/app"));
    Files.writeString(directory.resolve("o/v.yaml"), "a: file\nm: {x: 1}\n");
    Files.writeString(directory.resolve("o/more.yaml"), "more: 1\n");
    build(
        """
        helmCharts:
        - name: app
          valuesFile: v.yaml
          additionalValuesFiles: [more.yaml]
          valuesInline: {a: inline, m: {z: 2}}
          valuesMerge: merge
          skipTests: true
          skipHooks: true
          nameTemplate: made
        """);
    assertThat(directory.resolve("values"))
        .content()
        .isEqualTo("a: file\nm:\n  x: 1\n  z: 2\nmore: 1\n");
    assertThat(directory.resolve("calls"))
        .content()
        .contains("template --generate-name ", " --name-template made -f ")
        .contains(" --api-versions x/v1 --kube-version 1.30 --skip-tests --no-hooks --debug");
  }

  @Test
  void mistakesAreToldWithTheirPlace() throws IOException {
    assertFails("helmCharts: [{name: app}]", "no repo to pull it from");
    assertFails("helmCharts: [{nam: app}]", "Did you mean \"name\"?");
    assertFails("helmCharts: [{releaseName: app}]", "name is missing");
    assertFails("helmCharts: [{name: ../app}]", "there is no chart ../app");
    assertFails("helmCharts: [{name: ..}]", "leads out of the folder of charts");
    Files.createDirectories(directory.resolve("o/charts/app"));
    assertFails("helmCharts: [{name: app, valuesMerge: replce}]", "valuesMerge must be merge");
    assertFails("helmCharts: [{name: app, valuesFile: ../v.yaml}]", "there is no \"../v.yaml\"");
    assertFails("helmChartInflationGenerator: [{chartName: a}]", "Use helmCharts");
    Files.createFile(directory.resolve("broken"));
    assertFails("helmCharts: [{name: app}]", "it is broken");
  }

  @Test
  void withoutPermissionHelmIsNotRun() throws IOException {
    file("helmCharts: [{name: app}]");
    assertThatThrownBy(() -> Kustomize.build(directory.resolve("o")))
        .hasMessageContaining("must specify --enable-helm");
  }

  private String build(String kustomization) throws IOException {
    file(kustomization);
    var helm =
        new HelmProgram(
            directory.resolve("helm").toString(), List.of("x/v1"), "1.30", Verbosity.DEBUG);
    var plain = HelmProgram.named(helm.command());
    boolean options = kustomization.contains("skipTests");
    return Kustomize.build(
            directory,
            "o",
            new BuildOptions(
                LoadRestriction.ROOT_ONLY,
                RemoteAccess.REFUSED,
                Optional.of(options ? helm : plain)))
        .yaml();
  }

  private void assertFails(String kustomization, String message) {
    assertThatThrownBy(() -> build(kustomization))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("o/kustomization.yaml:1:")
        .hasMessageContaining(message);
  }

  private void file(String content) throws IOException {
    Files.createDirectories(directory.resolve("o"));
    Files.writeString(directory.resolve("o/kustomization.yaml"), content);
  }
}
