package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditTest {
  private static final String HEADER =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

  @TempDir Path directory;

  @Test
  void anImageIsAddedBehindWhatIsThere() throws IOException {
    write("# top\nresources:\n- a.yaml # inline\n");

    assertThat(edit("set", "image", "web=r/web:2")).isZero();
    assertThat(read())
        .isEqualTo(
            """
            # top
            resources:
            - a.yaml # inline
            images:
            - name: web
              newName: r/web
              newTag: "2"
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web=r/web:2|name: web;newName: r/web;newTag: \"2\"",
        "web=r/web|name: web;newName: r/web",
        "web:01|name: web;newTag: \"01\"",
        "web:v1|name: web;newTag: v1",
        "web@sha256:ab|digest: sha256:ab;name: web",
        "web:3@sha256:ab|digest: sha256:ab;name: web;newTag: \"3\"",
        "web=r:5000/web@sha256:ab|digest: sha256:ab;name: web;newName: r:5000/web",
        "web=r:5000/web:4@sha256:ab|digest: sha256:ab;name: web;newName: r:5000/web;newTag: \"4\"",
        "r:5000/web=x:1|name: r:5000/web;newName: x;newTag: \"1\"",
        "web=*:7|name: web;newName: old/web;newTag: \"7\"",
        "web=*|name: web;newName: old/web",
        "web=new:*|name: web;newName: new;newTag: old",
      })
  void everyFormOfAnImageReplacesTheEntry(String argument, String entry) throws IOException {
    write(HEADER + "images:\n- name: web\n  newName: old/web\n  newTag: old\n  tagSuffix: -x\n");
    if (argument.startsWith("r:5000")) {
      write(HEADER);
    }

    assertThat(edit("set", "image", argument)).isZero();
    assertThat(read()).isEqualTo(HEADER + "images:\n- " + entry.replace(";", "\n  ") + "\n");
  }

  @Test
  void imagesAreSortedByName() throws IOException {
    write(HEADER);

    assertThat(edit("set", "image", "z:1", "a:2", "m:3")).isZero();
    assertThat(read())
        .contains(
            "- name: a\n  newTag: \"2\"\n- name: m\n  newTag: \"3\"\n- name: z\n  newTag: \"1\"\n");
  }

  @Test
  void aWrongImageChangesNothing() throws IOException {
    write("resources: [a.yaml] # mine\n");

    assertThat(edit("set", "image", "web")).isEqualTo(1);
    assertThat(edit("set", "image")).isEqualTo(1);
    assertThat(read()).isEqualTo("resources: [a.yaml] # mine\n");
  }

  @Test
  void aMissingFileIsAnError() {
    assertThat(edit("set", "image", "web:1")).isEqualTo(1);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void oldImageTagsBecomeImages() throws IOException {
    write(HEADER + "imageTags:\n- name: web\n  newTag: v1\n");

    assertThat(edit("set", "image", "api:2")).isZero();
    assertThat(read())
        .isEqualTo(HEADER + "images:\n- name: api\n  newTag: \"2\"\n- name: web\n  newTag: v1\n");
  }

  @Test
  void commentsAboveFieldsAndTheOrderOfFieldsStay() throws IOException {
    write(
        "# head\n\nnamePrefix: a-\n\n# the resources\nresources:\n- a.yaml\n" + HEADER + "# end\n");

    assertThat(edit("set", "namespace", "prod")).isZero();
    assertThat(read())
        .isEqualTo(
            "# head\n\nnamePrefix: a-\n\n# the resources\nresources:\n- a.yaml\n"
                + HEADER
                + "namespace: prod\n# end\n");
  }

  @Test
  void scalarsLabelsAnnotationsAndReplicasAreSet() throws IOException {
    write(HEADER);

    assertThat(edit("set", "nameprefix", "--", "p-")).isZero();
    assertThat(edit("set", "namesuffix", "--", "-s")).isZero();
    assertThat(edit("set", "replicas", "web=3", "api=2")).isZero();
    assertThat(edit("set", "label", "a:b", "c:d")).isZero();
    assertThat(edit("set", "label", "--without-selector", "e:f")).isZero();
    assertThat(edit("set", "annotation", "x:1")).isZero();
    assertThat(read())
        .contains("namePrefix: p-\n")
        .contains("nameSuffix: -s\n")
        .contains("replicas:\n- count: 2\n  name: api\n- count: 3\n  name: web\n")
        .contains("commonLabels:\n  a: b\n  c: d\n")
        .contains("labels:\n- pairs:\n    e: f\n")
        .contains("commonAnnotations:\n  x: \"1\"\n");
  }

  @Test
  void listsGrowAndShrink() throws IOException {
    write(HEADER);
    Files.writeString(directory.resolve("a.yaml"), "");
    Files.writeString(directory.resolve("b.yaml"), "");

    assertThat(edit("add", "resource", "*.yaml")).isZero();
    assertThat(read()).contains("resources:\n- a.yaml\n- b.yaml\n");
    assertThat(edit("remove", "resource", "a.yaml")).isZero();
    assertThat(read()).contains("resources:\n- b.yaml\n").doesNotContain("a.yaml");
    assertThat(edit("add", "resource", "nope.yaml")).isEqualTo(1);
    assertThat(edit("add", "patch", "--path", "p.yaml", "--kind", "Deployment")).isZero();
    assertThat(read()).contains("patches:\n- path: p.yaml\n  target:\n    kind: Deployment\n");
    Files.writeString(directory.resolve("f.txt"), "");
    assertThat(edit("add", "configmap", "cm", "--from-literal=a=b", "--from-file=f.txt")).isZero();
    assertThat(read())
        .contains("configMapGenerator:\n- files:\n  - f.txt\n  literals:\n  - a=b\n  name: cm\n");
    assertThat(edit("remove", "configmap", "cm")).isZero();
    assertThat(read()).doesNotContain("configMapGenerator");
  }

  @Test
  void fixReplacesOldFields() throws IOException {
    write(HEADER + "bases:\n- ../base\ncommonLabels:\n  a: b\npatchesStrategicMerge:\n- p.yaml\n");

    assertThat(edit("fix")).isZero();
    assertThat(read())
        .contains("resources:\n- ../base\n")
        .contains("labels:\n- includeSelectors: true\n  pairs:\n    a: b\n")
        .contains("patches:\n- path: p.yaml\n")
        .doesNotContain("bases", "commonLabels", "patchesStrategicMerge");
  }

  private int edit(String... arguments) {
    var all = new ArrayList<>(List.of("edit"));
    all.addAll(List.of(arguments));
    var sink = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new KustomizeCommand(directory, sink, sink).run(all);
  }

  private void write(String text) throws IOException {
    Files.writeString(directory.resolve("kustomization.yaml"), text);
  }

  private String read() throws IOException {
    return Files.readString(directory.resolve("kustomization.yaml"));
  }
}
