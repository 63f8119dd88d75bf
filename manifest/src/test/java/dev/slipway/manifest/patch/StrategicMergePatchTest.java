package dev.slipway.manifest.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlReader;
import dev.slipway.manifest.yaml.YamlWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class StrategicMergePatchTest {
  private static final String POD = "apiVersion: v1\nkind: Pod\n";

  @Test
  void serverMergesListsByKeyInTheOrderOfThePatch() {
    assertThat(
            server(
                "spec: {containers: [{name: a, image: x}, {name: b}]}",
                "spec: {containers: [{name: c}, {name: a, image: y}]}"))
        .isEqualTo(yaml("spec: {containers: [{name: c}, {name: a, image: y}, {name: b}]}"));
  }

  @Test
  void serverFollowsTheGivenOrder() {
    assertThat(
            server(
                "spec: {containers: [{name: a}, {name: s}, {name: b}]}",
                "spec: {$setElementOrder/containers: [{name: b}, {name: a}, {name: c}],"
                    + " containers: [{name: c, image: z}]}"))
        .isEqualTo(
            yaml("spec: {containers: [{name: s}, {name: b}, {name: a}, {name: c, image: z}]}"));
  }

  @Test
  void serverOrderAloneReordersPlainLists() {
    assertThat(
            server(
                "metadata: {finalizers: [a, b, c]}",
                "metadata: {$setElementOrder/finalizers: [c, a], $deleteFromPrimitiveList/finalizers: [b]}"))
        .isEqualTo(yaml("metadata: {finalizers: [c, a]}"));
  }

  @Test
  void serverRefusesAnOrderThatOmitsWhatThePatchAdds() {
    assertThatThrownBy(() ->
            server(
                "spec: {}",
                "spec: {$setElementOrder/containers: [{name: a}], containers: [{name: b}]}"))
        .hasMessageContaining("doesn't match");
  }

  @Test
  void serverDeletesAndReplacesByDirective() {
    String before =
        "spec: {containers: [{name: a}, {name: b}], volumes: [{name: v, emptyDir: {}}]}";

    assertThat(server(before, "spec: {containers: [{name: a, $patch: delete}]}"))
        .isEqualTo(yaml("spec: {containers: [{name: b}], volumes: [{name: v, emptyDir: {}}]}"));
    assertThat(server(before, "spec: {containers: [{$patch: replace}, {name: z}]}"))
        .isEqualTo(yaml("spec: {containers: [{name: z}], volumes: [{name: v, emptyDir: {}}]}"));
    assertThat(server(before, "spec: {$patch: replace, nodeName: n}"))
        .isEqualTo(yaml("spec: {nodeName: n}"));
    assertThat(server(before, "spec: {volumes: null}"))
        .isEqualTo(yaml("spec: {containers: [{name: a}, {name: b}]}"));
  }

  @Test
  void serverRetainsOnlyTheKeysNamed() {
    assertThat(
            server(
                "spec: {volumes: [{name: v, emptyDir: {}}]}",
                "spec: {volumes: [{name: v, $retainKeys: [name, hostPath], hostPath: {path: /x}}]}"))
        .isEqualTo(yaml("spec: {volumes: [{name: v, hostPath: {path: /x}}]}"));
  }

  @Test
  void serverUnitesPlainListsAndReplacesTheRest() {
    assertThat(
            server(
                "metadata: {finalizers: [a]}\nspec: {tolerations: [{key: a}]}",
                "metadata: {finalizers: [b, a]}\nspec: {tolerations: [{key: b}]}"))
        .isEqualTo(yaml("metadata: {finalizers: [b, a]}\nspec: {tolerations: [{key: b}]}"));
  }

  @Test
  void serverNeedsTheMergeKey() {
    assertThatThrownBy(
            () -> server("spec: {containers: [{name: a}]}", "spec: {containers: [{image: x}]}"))
        .isInstanceOfSatisfying(
            PatchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING_MERGE_KEY))
        .hasMessageContaining("does not contain declared merge key: name");
  }

  @Test
  void serverDropsNullsAndDirectivesFromWhatItAdds() {
    assertThat(server("spec: {}", "spec: {affinity: {$patch: replace, x: null, y: 1}}"))
        .isEqualTo(yaml("spec: {affinity: {\"y\": 1}}"));
  }

  @Test
  void kustomizePutsElementsOfThePatchFirst() {
    assertThat(
            kustomize(
                "spec: {containers: [{name: a, image: x}, {name: b}]}",
                "spec: {containers: [{name: c}, {name: a, image: y}]}"))
        .isEqualTo(yaml("spec: {containers: [{name: c}, {name: a, image: y}, {name: b}]}"));
  }

  @Test
  void kustomizeMatchesPortsByBothKeysWhenBothAreGiven() {
    assertThat(
            kustomize(
                "spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: TCP},"
                    + " {containerPort: 53, protocol: UDP}]}]}",
                "spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP, name: u}]}]}"))
        .isEqualTo(
            yaml(
                "spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: TCP},"
                    + " {containerPort: 53, protocol: UDP, name: u}]}]}"));
  }

  @Test
  void kustomizeDropsAPortThatLeavesOpenWhichOneItMeans() {
    String ports =
        "spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: TCP}, %s]}]}";

    assertThat(
            kustomize(
                ports.formatted("{containerPort: 80, protocol: TCP}"),
                ports.formatted("{containerPort: 80, name: x}")))
        .isEqualTo(yaml(ports.formatted("{containerPort: 80, protocol: TCP}")));
  }

  @Test
  void kustomizePutsNewPortsFirstAndLeavesTheOthersWhereTheyAre() {
    assertThat(
            kustomize(
                "spec: {containers: [{name: a, ports: [{containerPort: 1, protocol: TCP},"
                    + " {containerPort: 2, protocol: TCP}]}]}",
                "spec: {containers: [{name: a, ports: [{containerPort: 2, protocol: TCP, name: x},"
                    + " {containerPort: 3, protocol: UDP}]}]}"))
        .isEqualTo(
            yaml(
                "spec: {containers: [{name: a, ports: [{containerPort: 3, protocol: UDP},"
                    + " {containerPort: 1, protocol: TCP},"
                    + " {containerPort: 2, protocol: TCP, name: x}]}]}"));
  }

  @Test
  void kustomizeReplacesAListByDirectiveAndIgnoresTheDirectiveOnAnElement() {
    String before = "spec: {containers: [{name: a, image: x}, {name: b}]}";

    assertThat(kustomize(before, "spec: {containers: [{name: c}, {$patch: replace}]}"))
        .isEqualTo(yaml("spec: {containers: [{name: c}]}"));
    assertThat(kustomize(before, "spec: {containers: [{$patch: delete}]}"))
        .isEqualTo(yaml("spec: {}"));
    assertThat(kustomize(before, "spec: {containers: [{name: a, $patch: replace, x: 1}]}"))
        .isEqualTo(yaml(before));
    assertThat(
            kustomize(before, "spec: {containers: [{name: a, $patch: delete}, {$patch: delete}]}"))
        .isEqualTo(yaml("spec: {containers: []}"));
  }

  @Test
  void kustomizeAddsMapsWithoutNullsAndKeepsNullsInPlainLists() {
    assertThat(kustomize("spec: {}", "spec: {a: {x: null, y: {z: null}}, l: [{u: null}]}"))
        .isEqualTo(yaml("spec: {a: {y: {}}, l: [{u: null}]}"));
  }

  @Test
  void kustomizeUnitesPlainListsWithThePatchFirst() {
    assertThat(kustomize("spec: {podCIDRs: [a]}\nother: [a]", "spec: {podCIDRs: [b]}\nother: [b]"))
        .isEqualTo(yaml("spec: {podCIDRs: [b]}\nother: [b]"));
    assertThat(
            YamlWriter.write(
                StrategicMergePatch.ofKustomize()
                    .apply(
                        object("apiVersion: v1\nkind: Node\nspec: {podCIDRs: [a, b, a]}"),
                        object("spec: {podCIDRs: [c, b]}"))
                    .orElseThrow()))
        .isEqualTo(
            YamlWriter.write(object("apiVersion: v1\nkind: Node\nspec: {podCIDRs: [c, b, a]}")));
  }

  @Test
  void kustomizeKeepsQuotesOfTheTarget() {
    assertThat(kustomize("spec: {a: \"1\", b: x, c: 0x10}", "spec: {a: 0777, b: 5, c: \"7\"}"))
        .isEqualTo(yaml("spec: {a: \"0777\", b: 5, c: \"7\"}"));
  }

  @Test
  void kustomizeDropsKeysWithNothingAfterThemButKeepsWrittenNulls() {
    assertThat(kustomize("spec: {a: null}\nother:\n", "spec: {b: 1}"))
        .isEqualTo(yaml("spec: {a: null, b: 1}"));
  }

  @Test
  void kustomizeKnowsOnlyThePatchDirective() {
    assertThat(
            kustomize(
                "spec: {volumes: [{name: v, emptyDir: {}}]}",
                "spec: {$retainKeys: [x], volumes: [{name: v, $patch: delete}], a: {$patch: delete}}"))
        .isEqualTo(yaml("spec: {$retainKeys: [x], volumes: []}"));
  }

  @Test
  void kustomizeCanDeleteTheObject() {
    assertThat(
            StrategicMergePatch.ofKustomize()
                .apply(object(POD + "spec: {}"), object(POD + "$patch: delete")))
        .isEmpty();
  }

  @Test
  void kustomizeSaysWhereKindsClash() {
    assertThatThrownBy(() -> kustomize("spec: {a: {b: 1}}", "spec: {a: [1]}"))
        .hasMessageContaining("at spec.a");
  }

  private static String server(String target, String patch) {
    return YamlWriter.write(
        StrategicMergePatch.ofApiServer()
            .apply(object(POD + target), object(POD + patch))
            .orElseThrow());
  }

  private static String kustomize(String target, String patch) {
    return YamlWriter.write(
        StrategicMergePatch.ofKustomize()
            .apply(object(POD + target), object(POD + patch))
            .orElseThrow());
  }

  private static String yaml(String text) {
    return YamlWriter.write(object(POD + text));
  }

  private static ObjectNode object(String text) {
    return (ObjectNode) new YamlReader(YamlDialect.KUSTOMIZE).read(text, "test").root();
  }
}
