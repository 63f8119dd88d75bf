package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One mistake of each class in a base: file, line, what was probably meant, and how it is reached.
 */
class MistakesTest {
  private static final String OBJECTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: frontend}
      spec: {replicas: 1, template: {spec: {containers: [{name: main, image: nginx}]}}}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {host: a.example.com}
      """;

  private static final String R = "resources: [r.yaml]\n";

  @TempDir Path directory;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("a field", "k:1:1", "resources", "resuorces: [r.yaml]"),
        mistake(
            "a field deeper down", "k:2:24", "newTag", R + "images: [{name: nginx, newtag: a}]"),
        mistake("a file", "k:1:13", "r.yaml", "resources: [rr.yaml]"),
        mistake(
            "a file of a generator",
            "k:2:40",
            "r.yaml",
            R + "configMapGenerator: [{name: a, files: [r.yml]}]"),
        mistake("a directory", "k:1:13", "b", "resources: [../bb]"),
        mistake(
            "the object of a patch",
            "k:3:",
            "frontend",
            R
                + "patches:\n- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: fronted}}'"),
        mistake(
            "the path of an operation",
            "k:3:",
            "replicas",
            R
                + "patches:\n- {target: {kind: Deployment}, patch: '[{\"op\": \"remove\", \"path\": \"/spec/replcas\"}]'}"),
        mistake(
            "an operation's path in YAML",
            "k:4:",
            "replicas",
            R
                + "patches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: test, path: /spec/replcas, value: 1}"),
        mistake("replicas", "k:2:", "frontend", R + "replicas: [{name: frontent, count: 2}]"),
        mistake(
            "the kind of a source",
            "k:2:",
            "Deployment",
            R
                + "replacements: [{source: {kind: Deploymnt}, targets: [{select: {}, fieldPaths: [a]}]}]"),
        mistake(
            "the name of a source",
            "k:2:",
            "settings",
            R
                + "replacements: [{source: {kind: ConfigMap, name: setting}, targets: [{select: {}, fieldPaths: [a]}]}]"),
        mistake(
            "the path of a source",
            "k:2:",
            "host",
            R
                + "replacements: [{source: {kind: ConfigMap, fieldPath: data.hots}, targets: [{select: {}, fieldPaths: [a]}]}]"),
        mistake(
            "an element on the path of a target",
            "k:4:",
            "main",
            R
                + "replacements:\n- source: {kind: ConfigMap, fieldPath: data.host}\n  targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=mian].image']}]"),
        mistake(
            "the path of a target",
            "k:4:",
            "image",
            R
                + "replacements:\n- source: {kind: ConfigMap, fieldPath: data.host}\n  targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.*.imag]}]"),
        mistake(
            "the object of a var",
            "k:2:",
            "settings",
            R + "vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: setings}}]"),
        mistake(
            "the path of a var",
            "k:2:",
            "host",
            R
                + "vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: settings}, fieldref: {fieldpath: data.hosst}}]"),
        mistake("a built-in plugin", "t:1", "PrefixTransformer", R + "transformers: [t.yaml]"),
        mistake(
            "an option",
            "k:2:",
            "disableNameSuffixHash",
            R + "generatorOptions: {disableNameSufixHash: true}"),
        mistake(
            "a list of the order",
            "k:2:",
            "orderFirst",
            R + "sortOptions: {legacySortOptions: {ordrFirst: []}}"));
  }

  private static Arguments mistake(String what, String place, String meant, String text) {
    return arguments(what, place, meant, text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void areToldWithPlaceSuggestionAndChain(String what, String place, String meant, String text)
      throws IOException {
    file("o/kustomization.yaml", "resources: [../b]\n");
    file("b/kustomization.yaml", text + "\n");
    file("b/r.yaml", OBJECTS);
    file("b/t.yaml", "apiVersion: builtin\nkind: PrefixTransfomer\nmetadata: {name: a}\n");

    var error =
        catchThrowableOfType(InputException.class, () -> Kustomize.build(directory.resolve("o")));

    String at = place.replace("k:", "/b/kustomization.yaml:").replace("t:", "/b/t.yaml:");
    assertThat(error)
        .as(what)
        .hasMessageContaining(at)
        .hasMessageContaining("Did you mean \"" + meant + "\"?")
        .hasMessageContaining("Reached through ");
  }

  /** What shows only when all layers are there still tells which of them it is in. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("lateMistakes")
  void thatShowAtTheEndTellTheChainToo(String what, String text, String problem)
      throws IOException {
    file("o/kustomization.yaml", "resources: [../b]\nnamePrefix: p-\n");
    file("b/kustomization.yaml", text + "\n");
    file("b/r.yaml", OBJECTS);
    file(
        "b/two.yaml",
        """
        {apiVersion: v1, kind: ServiceAccount, metadata: {name: sa, namespace: x}}
        ---
        {apiVersion: v1, kind: ServiceAccount, metadata: {name: sa, namespace: z}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: b}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
        subjects: [{kind: ServiceAccount, name: sa}]
        """);

    var error =
        catchThrowableOfType(InputException.class, () -> Kustomize.build(directory.resolve("o")));

    assertThat(error).as(what).hasMessageContaining(problem).hasMessageContaining("/b/");
    assertThat(error).hasMessageContaining("Reached through ");
  }

  static Stream<Arguments> lateMistakes() {
    return Stream.of(
        arguments("a name of two objects", "resources: [two.yaml]", "multiple possible referrals"),
        arguments(
            "a var of nothing",
            R + "vars: [{name: V, objref: {apiVersion: v1, kind: Secret, name: s}}]",
            "cannot be mapped"));
  }

  private void file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
