package dev.slipway.kustomize;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command of {@code edit}, and what it says when it cannot be done. */
class EditSurfaceTest {
  private static final String HEADER =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void files() throws IOException {
    for (String name : List.of("a.yaml", "b.yaml", "sub/c.yaml", "x.env")) {
      Files.createDirectories(directory.resolve(name).getParent());
      Files.createFile(directory.resolve(name));
    }
    write(HEADER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add resource *.yaml|resources:;- a.yaml;- b.yaml",
        "add resource */c.yaml a.yaml|resources:;- sub/c.yaml;- a.yaml",
        "add resource --no-verify far.yaml|resources:;- far.yaml",
        "add resource https://example.com/x.yaml|resources:;- https://example.com/x.yaml",
        "add base sub,.|resources:;- sub;- .",
        "add component sub|components:;- sub",
        "add transformer a.yaml|transformers:;- a.yaml",
        "add generator a.yaml|generators:;- a.yaml",
        "add label a:b,c d:e|commonLabels:;  a: b,c;  d: e",
        "add label a:\"b\"|commonLabels:;  a: b",
        "add label --without-selector a:b|labels:;- pairs:;    a: b",
        "add label -w -t a:b|labels:;- includeTemplates: true;  pairs:;    a: b",
        "add annotation a:b:c|commonAnnotations:;  a: b:c",
        "add buildmetadata originAnnotations|buildMetadata:;- originAnnotations",
        "set buildmetadata managedByLabel|buildMetadata:;- managedByLabel",
        "add configmap c --from-literal=a=b --from-literal c=d|configMapGenerator:;- literals:;  - a=b;  - c=d;  name: c",
        "add configmap c --from-file=sub/*|configMapGenerator:;- files:;  - sub/c.yaml;  name: c",
        "add configmap c --from-env-file=x.env --behavior=merge|configMapGenerator:;- behavior: merge;  envs:;  - x.env;  name: c",
        "add secret s --from-literal=a=b --type=x/y --namespace ns|secretGenerator:;- literals:;  - a=b;  name: s;  namespace: ns;  type: x/y",
        "add secret s --from-literal=a=b --disableNameSuffixHash|secretGenerator:;- literals:;  - a=b;  name: s;  options:;    disableNameSuffixHash: true;  type: Opaque",
        "add secret s --from-literal=a=b --behavior=merge|!unknown flag: --behavior",
        "add configmap c --from-literal=a=b --from-literal=a=c|!another key by that name",
        "add configmap c --from-file=sub|!failed to create configmap",
        "add configmap c --from-file=nowhere|!must be set",
        "add configmap c --from-env-file=nowhere|!failed to create configmap",
        "add patch --path p.yaml --group apps --name web|patches:;- path: p.yaml;  target:;    group: apps;    name: web",
        "set replicas web=3|replicas:;- count: 3;  name: web",
        "set nameprefix a-|namePrefix: a-",
        "set namesuffix=|!unknown command \"namesuffix=\"",
        "add resource c.yaml|!has no match",
        "add resource a.yml|!Did you mean \"a.yaml\"?",
        "add resorce a.yaml|!Did you mean \"resource\"?",
        "add base|!must specify a base file",
        "add label a:b -t|!--without-selector flag must be specified",
        "add label :b|!invalid label",
        "add buildmetadata orginAnnotations|!Did you mean \"originAnnotations\"?",
        "add configmap c|!must be set",
        "add configmap --from-literal=a=b|!name must be specified once",
        "add configmap c --from-literal=ab|!expected key=value",
        "add configmap c --from-literal=a=b --from-env-file=x|!cannot be combined",
        "add configmap c --from-literal=a=b --behavior=mrge|!Did you mean \"merge\"?",
        "add patch --kind X|!must provide either patch or path",
        "set namespace A_B|namespace: A_B",
        "set image a/b:c:d x=r:5000/y@sha256:12|images:;- name: a/b;  newTag: c:d;- digest: sha256:12;  name: x;  newName: r:5000/y",
        "set image a: =b:v1|images:;- name: a;- name: b;  newTag: v1",
        "set image r:5000/a|!invalid format of image",
        "set image @|!invalid format of image",
        "set annotation a/b/c:d|!invalid annotation key",
        "set buildmetadata managedByLabel originAnnotations|!too many arguments",
        "remove label a b|!must be comma-separated",
        "remove label a,|!name is empty",
        "remove resource [a|!syntax error in pattern",
        "add patch --patch= --kind X|!must provide either patch or path",
        "set namespace a b|!exactly one",
        "set replicas web=x|!<name>=<count>",
        "set image|!no image specified",
        "set bogus x|!unknown command",
        "remove configmap c|!unable to find",
        "remove secret a b|!separate names by commas",
        "remove label a|!not in kustomization file",
        "set configmap c --from-literal=a=b|!unable to find",
        "fix it|!takes no argument",
        "bogus|!unknown command",
      })
  void oneCommandOnAnEmptyFile(String command, String expected) throws IOException {
    int exit = edit(command);
    if (expected.startsWith("!")) {
      assertThat(exit).isEqualTo(1);
      assertThat(err.toString(StandardCharsets.UTF_8)).contains(expected.substring(1));
      assertThat(read()).isEqualTo(HEADER);
      return;
    }
    assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(read()).isEqualTo(HEADER + expected.replace(";", "\n") + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n", "{}\n", "# one\n\n# two"})
  void aFileOfNothingIsWhereManyBegin(String nothing) throws IOException {
    write(nothing);
    assertThat(edit("set image web=r/web:v1")).isZero();
    String comments = nothing.lines().filter(l -> l.startsWith("#")).collect(joining("\n"));
    assertThat(read().lines().filter(l -> l.startsWith("#")).collect(joining("\n")))
        .isEqualTo(comments);
    assertThat(read()).endsWith(HEADER + "images:\n- name: web\n  newName: r/web\n  newTag: v1\n");
  }

  @Test
  void oddNamespacesAreToldAndAnEmptyOneClearsTheField() throws IOException {
    assertThat(edit("set namespace A_B")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Kubernetes will refuse it");
    assertThat(run(List.of("edit", "set", "namespace", ""))).isZero();
    assertThat(read()).isEqualTo(HEADER);
  }

  @Test
  void labelsThatSelectorsDoNotGetAreAnEntryEachTime() throws IOException {
    assertThat(edit("add label --without-selector a:b")).isZero();
    assertThat(edit("add label --without-selector a:c")).isZero();
    assertThat(read()).isEqualTo(HEADER + "labels:\n- pairs:\n    a: b\n- pairs:\n    a: c\n");
  }

  @Test
  void noNamespaceIsTheDefaultOne() throws IOException {
    write(HEADER + "configMapGenerator:\n- name: c\n  literals:\n  - a=b\n");
    assertThat(edit("set configmap c --from-literal=a=x --namespace=default")).isZero();
    assertThat(edit("add configmap c --from-literal=d=e --namespace=default")).isZero();
    assertThat(read()).endsWith("- name: c\n  literals:\n  - a=x\n  - d=e\n");
    assertThat(edit("remove configmap c,d --namespace=default")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("configmap d doesn't exist");
    assertThat(read()).isEqualTo(HEADER);
  }

  @Test
  void aFileOfVariablesJoinsTheListOfThem() throws IOException {
    write(HEADER + "secretGenerator:\n- name: c\n  env: a\n  envs:\n  - b\n");
    assertThat(edit("set nameprefix p-")).isZero();
    assertThat(read()).contains("- name: c\n  envs:\n  - b\n  - a\n");
  }

  @Test
  void whatIsNotThereIsOnlyToldForGenerators() throws IOException {
    assertThat(edit("add generator nowhere.yaml")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("nowhere.yaml has no match");
    assertThat(read()).isEqualTo(HEADER);
  }

  @Test
  void whatWasAddedCanBeRemovedAgain() throws IOException {
    for (String what :
        List.of(
            "resource a.yaml",
            "component sub",
            "transformer a.yaml",
            "generator a.yaml",
            "label a:b",
            "annotation a:b",
            "buildmetadata originAnnotations",
            "patch --path p.yaml --kind Service")) {
      assertThat(edit("add " + what)).isZero();
      assertThat(read()).isNotEqualTo(HEADER);
      assertThat(edit("remove " + what.replace(":b", ""))).isZero();
      assertThat(read()).as(what).isEqualTo(HEADER);
    }
  }

  @Test
  void literalsOfAGeneratorChangeInPlace() throws IOException {
    write("configMapGenerator:\n- name: c # mine\n  literals:\n  - a=b # first\n  - c=d\n");

    assertThat(edit("set configmap c --from-literal=a=x --new-namespace=ns")).isZero();
    assertThat(read())
        .isEqualTo(
            "configMapGenerator:\n- name: c # mine\n  literals:\n  - a=x # first\n  - c=d\n"
                + "  namespace: ns\n"
                + HEADER);
    assertThat(edit("set configmap c --namespace ns --from-literal=z=x")).isEqualTo(1);
    assertThat(edit("remove configmap c --namespace ns")).isZero();
    assertThat(read()).isEqualTo(HEADER);
  }

  @Test
  void keysThatAreThereNeedForce() throws IOException {
    write("commonLabels:\n  a: b # why\n");

    assertThat(edit("add label a:c")).isEqualTo(1);
    assertThat(edit("add label -f a:c")).isZero();
    assertThat(read()).startsWith("commonLabels:\n  a: c # why\n");
    assertThat(edit("set label a:d")).isZero();
    assertThat(read()).startsWith("commonLabels:\n  a: d # why\n");
  }

  @Test
  void aFieldOfTheWrongShapeIsTold() throws IOException {
    write("resources: a.yaml\n");

    assertThat(edit("add resource b.yaml")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("kustomization.yaml:1:1: resources must be a list");
  }

  @Test
  void variablesBecomeReplacementsThatBuildTheSame() throws IOException {
    Files.writeString(
        directory.resolve("r.yaml"),
        """
        {apiVersion: v1, kind: Service, metadata: {name: web}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec: {containers: [{name: c, args: ["$(SVC)", "http://$(SVC)/x"]}]}
        """);
    String old =
        """
        resources:
        - r.yaml # all
        namePrefix: x-
        vars:
        - name: SVC
          objref: {kind: Service, name: web, apiVersion: v1}
        """;
    write(old);
    String before = Kustomize.build(directory).yaml();

    assertThat(edit("fix --vars")).isZero();
    assertThat(read()).contains("- r.yaml # all\n", "delimiter: /\n").doesNotContain("vars");
    assertThat(Kustomize.build(directory).yaml()).isEqualTo(before);

    String inText = Files.readString(directory.resolve("r.yaml")).replace("http://", "z");
    Files.writeString(directory.resolve("r.yaml"), inText.replace("$(SVC)/x", "$(SVC)x"));
    write(old);
    assertThat(edit("fix --vars")).isEqualTo(1);
    assertThat(read()).isEqualTo(old);
  }

  private int edit(String command) {
    var all = new ArrayList<>(List.of("edit"));
    all.addAll(List.of(command.split(" ")));
    return run(all);
  }

  private int run(List<String> arguments) {
    return new KustomizeCommand(
            directory,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(arguments);
  }

  private void write(String text) throws IOException {
    Files.writeString(directory.resolve("kustomization.yaml"), text);
  }

  private String read() throws IOException {
    return Files.readString(directory.resolve("kustomization.yaml"));
  }
}
