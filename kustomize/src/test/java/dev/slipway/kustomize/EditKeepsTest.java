package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an edit was not asked to change keeps its bytes. */
class EditKeepsTest {
  private static final String ANNOTATED =
      """
      # Production.

      apiVersion: kustomize.config.k8s.io/v1beta1 # fixed
      kind: Kustomization

      # What runs.
      resources:   # see README
        # first the app
        - app.yaml   # the app

        - "db.yaml"
      # - later.yaml

      images:
        # built by CI
        - name: web
          newName: registry/web # mirrored
          # bumped by the pipeline
          newTag: v1 # current
        - newTag: '2'
          name: api

      namespace: prod  # cluster-wide
      # the end
      """;

  @TempDir Path directory;

  @Test
  void aNewTagChangesNothingButTheTag() throws IOException {
    edited(
        "set image web=*:v2",
        ANNOTATED.replace("newTag: v1 # current", "newTag: v2 # current").transform(this::sorted));
  }

  /** The tool sorts images by name; an entry takes its comments along. */
  private String sorted(String text) {
    String api = "  - newTag: '2'\n    name: api\n";
    return text.replace(api, "").replace("images:\n", "images:\n" + api);
  }

  @Test
  void aNewNamespaceChangesNothingButTheNamespace() throws IOException {
    edited("set namespace stage", ANNOTATED.replace("namespace: prod ", "namespace: stage "));
  }

  @Test
  void theSameValueAgainChangesNothingAtAll() throws IOException {
    edited("set namespace prod", ANNOTATED);
  }

  @Test
  void aNewItemTakesTheIndentationOfItsList() throws IOException {
    Files.writeString(directory.resolve("new.yaml"), "");
    edited(
        "add resource new.yaml",
        ANNOTATED.replace("  - \"db.yaml\"\n", "  - \"db.yaml\"\n  - new.yaml\n"));
  }

  @Test
  void anItemGoesWithTheCommentBehindIt() throws IOException {
    edited("remove resource app.yaml", ANNOTATED.replace("  - app.yaml   # the app\n", ""));
    edited("remove resource db.yaml", ANNOTATED.replace("\n  - \"db.yaml\"\n", ""));
  }

  @Test
  void aFieldThatIsEmptiedGoesWithTheCommentAboveIt() throws IOException {
    edited(
        "remove resource app.yaml db.yaml",
        ANNOTATED.replaceFirst("(?s)\n# What runs.*?db.yaml\"\n", ""));
  }

  @Test
  void newFieldsComeBehindTheLast() throws IOException {
    edited("set nameprefix a-", ANNOTATED.replace("# the end", "namePrefix: a-\n# the end"));
  }

  @Test
  void aNewKeyOfAMapFindsItsPlaceInTheAlphabet() throws IOException {
    write("images:\n- name: web # w\n  newTag: v1 # t\n");
    assertThat(run("set image web=r/web@sha256:ab")).isZero();
    assertThat(read())
        .startsWith("images:\n- digest: sha256:ab\n  name: web # w\n  newName: r/web\n");
  }

  @Test
  void bracketsStayWhereOnlyAValueChanges() throws IOException {
    write("images: [{name: web, newTag: v1}] # one line\n");
    assertThat(run("set image web:v2")).isZero();
    assertThat(read()).startsWith("images: [{name: web, newTag: v2}] # one line\n");
    assertThat(run("set image api:v2")).isZero();
    assertThat(read()).startsWith("# one line\nimages:\n- name: api\n  newTag: v2\n- name: web\n");

    write("images:\n- {name: web, newTag: v1} # one line\n");
    assertThat(run("set image web:v2")).isZero();
    assertThat(read()).startsWith("images:\n- {name: web, newTag: v2} # one line\n");
  }

  @Test
  void oldNamesChangeWhereTheyStand() throws IOException {
    write("# a\nbases: # old\n- ../b # c\nimageTags:\n- name: web # d\n  newTag: v1\n");
    assertThat(run("set image web:v1")).isZero();
    assertThat(read())
        .startsWith("# a\nresources: # old\n- ../b # c\nimages:\n- name: web # d\n  newTag: v1\n");
  }

  @Test
  void anchorsThatAreStillNeededAreWrittenOut() throws IOException {
    write("# top\nnamePrefix: &p a-\nnameSuffix: *p # twice\n");
    assertThat(run("set nameprefix b-")).isZero();
    assertThat(read()).contains("namePrefix: b-\n", "nameSuffix: a-\n", "# top\n", "# twice\n");
  }

  @Test
  void windowsLinesAndMarksStay() throws IOException {
    write("\uFEFFnamespace: a # \uD83D\uDE80 go\r\nresources:\r\n- b.yaml\r\n");
    assertThat(run("set namespace c")).isZero();
    assertThat(read())
        .isEqualTo(
            """
            \uFEFFnamespace: c # \uD83D\uDE80 go
            resources:
            - b.yaml
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void literalBlocksStay() throws IOException {
    String patches = "patches:\n- patch: |-\n    # no comment\n    a: b\n\n    c: d\n\n# next\n";
    write(patches + "namespace: a\n");
    assertThat(run("set namespace b")).isZero();
    assertThat(read()).startsWith(patches + "namespace: b\n");
    assertThat(run("add patch --path p.yaml")).isZero();
    assertThat(read()).contains("    c: d\n\n- path: p.yaml\n# next\nnamespace: b\n");
  }

  @Test
  void aFileWithoutALastLineBreakGrows() throws IOException {
    write("resources:\n- a.yaml # last");
    assertThat(run("set namespace b")).isZero();
    assertThat(read()).startsWith("resources:\n- a.yaml # last\n").contains("\nnamespace: b\n");
  }

  @Test
  void theFileKeepsItsPermissionsAndStaysALink() throws IOException {
    Path real = directory.resolve("real.yaml");
    Files.writeString(real, "namespace: a\n");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw----"));
    Files.createSymbolicLink(directory.resolve("kustomization.yaml"), real);
    assertThat(run("set namespace b")).isZero();
    assertThat(directory.resolve("kustomization.yaml")).isSymbolicLink();
    assertThat(Files.readString(real)).startsWith("namespace: b\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void whateverIsEditedNoCommentOfOthersIsLost() throws IOException {
    for (long seed = 0; seed < 400; seed++) {
      var random = new Random(seed);
      String before = randomText(random);
      write(before);
      for (int i = 0; i < 3; i++) {
        assertThat(run(randomEdit(random))).as("seed %s:%n%s", seed, before).isZero();
      }
      List<String> after = read().lines().toList();
      List<String> comments =
          before
              .lines()
              .filter(line -> line.contains("# "))
              .map(l -> l.replaceFirst(".*# ", "# "))
              .toList();
      for (String comment : comments) {
        assertThat(after).as("seed %s:%n%s", seed, before).anyMatch(l -> l.endsWith(comment));
      }
      List<String> untouched =
          Arrays.stream(before.split("\n")).filter(line -> line.contains("keep")).toList();
      if (!untouched.isEmpty()) {
        assertThat(after).as("seed %s:%n%s", seed, before).containsSubsequence(untouched);
      }
    }
  }

  private static String randomText(Random random) {
    var parts = new ArrayList<String>();
    String pad = random.nextBoolean() ? "  " : "";
    parts.add(
        "resources:"
            + note(random)
            + "\n"
            + pad
            + "- keep-a.yaml"
            + note(random)
            + "\n"
            + pad
            + "- keep-b.yaml\n");
    parts.add(
        "images:"
            + note(random)
            + "\n"
            + pad
            + "- name: web"
            + note(random)
            + "\n"
            + pad
            + "  newTag: v"
            + random.nextInt(9)
            + note(random)
            + "\n"
            + above(random, pad)
            + pad
            + "- name: zoo\n"
            + pad
            + "  newTag: keep"
            + note(random)
            + "\n");
    parts.add("namespace: old" + note(random) + "\n");
    parts.add("commonAnnotations:\n" + above(random, "  ") + "  a: keep" + note(random) + "\n");
    parts.add("configMapGenerator:\n- name: keep\n  literals: [a=keep]" + note(random) + "\n");
    parts.add("replicas:\n- {name: web, count: 1}" + note(random) + "\n");
    Collections.shuffle(parts, random);
    var text = new StringBuilder(above(random, ""));
    for (String part : parts.subList(0, 1 + random.nextInt(parts.size()))) {
      text.append(above(random, "")).append(part).append(random.nextBoolean() ? "\n" : "");
    }
    return text.append(above(random, "")).toString();
  }

  private static String note(Random random) {
    return random.nextBoolean() ? " # note " + random.nextInt(1000) : "";
  }

  private static String above(Random random, String pad) {
    return random.nextBoolean() ? pad + "# above " + random.nextInt(1000) + "\n" : "";
  }

  private static String randomEdit(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> "set image web=r/web:v" + random.nextInt(20);
      case 1 -> "set image api:1 web:v3@sha256:ab";
      case 2 -> "set namespace n" + random.nextInt(9);
      case 3 -> "set replicas web=" + random.nextInt(9);
      case 4 -> "set annotation b:c" + random.nextInt(9);
      case 5 -> "add resource --no-verify new-" + random.nextInt(9) + ".yaml";
      case 6 -> "add configmap fresh --from-literal=k" + random.nextLong() + "=v";
      case 7 -> "set label x:y" + random.nextInt(9);
      default -> "add patch --path p" + random.nextInt(9) + ".yaml --kind Deployment";
    };
  }

  private void edited(String command, String expected) throws IOException {
    write(ANNOTATED);
    assertThat(run(command)).isZero();
    assertThat(read()).isEqualTo(expected);
  }

  private int run(String command) {
    var all = new ArrayList<>(List.of("edit"));
    all.addAll(List.of(command.split(" ")));
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
