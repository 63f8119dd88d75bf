package dev.slipway.manifest.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.defaults.Defaults;
import dev.slipway.manifest.ownership.FieldManagement.Conflicts;
import dev.slipway.manifest.ownership.FieldManagement.Outcome;
import dev.slipway.manifest.types.KindTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class FieldManagementTest {
  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-26T11:00:00Z");
  private static final GroupVersionKind KIND = GroupVersionKind.of("apps/v1", "Deployment");
  private static final String WEB =
      """
      {"apiVersion":"apps/v1","kind":"Deployment",
       "metadata":{"name":"web","labels":{"app":"web"}},
       "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},
         "spec":{"containers":[{"image":"web:1","name":"web","ports":[{"containerPort":8080}]}]}}}}
      """;

  private final FieldManagement fields =
      new FieldManagement(KindTable.get().kind(KIND).orElseThrow());

  private static ObjectNode tree(String json) {
    return (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
  }

  private static FieldOwner applier(String name) {
    return FieldOwner.apply(name, "apps/v1", "");
  }

  private static FieldOwner updater(String name) {
    return FieldOwner.update(name, "apps/v1", "");
  }

  private ObjectNode apply(ObjectNode live, String applied, String manager, Conflicts conflicts) {
    return switch (fields.apply(live, tree(applied), applier(manager), conflicts, NOW)) {
      case Outcome.Merged(ObjectNode merged) -> merged;
      case Outcome.Conflicting(var found) -> throw new AssertionError(found.toString());
    };
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static JsonNode owned(ObjectNode tree, String manager) {
    for (JsonNode entry : tree.path("metadata").path("managedFields")) {
      if (entry.path("manager").asString("").equals(manager)) {
        return entry.path("fieldsV1");
      }
    }
    return none();
  }

  /** The expected set is what Kubernetes 1.33 recorded for the same object. */
  @Test
  void creatorOwnsWhatItSentAndWhatWasFilledIn() {
    ObjectNode next = tree(WEB);
    Defaults.apply(next);

    fields.noteUpdate(none(), next, updater("kubectl-create"), NOW);

    assertThat(owned(next, "kubectl-create"))
        .isEqualTo(
            tree(
                """
                {"f:metadata":{"f:labels":{".":{},"f:app":{}}},
                 "f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},
                  "f:revisionHistoryLimit":{},"f:selector":{},
                  "f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},
                   "f:type":{}},
                  "f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},
                   "f:spec":{"f:containers":{"k:{\\"name\\":\\"web\\"}":{".":{},"f:image":{},
                      "f:imagePullPolicy":{},"f:name":{},
                      "f:ports":{".":{},
                       "k:{\\"containerPort\\":8080,\\"protocol\\":\\"TCP\\"}":
                        {".":{},"f:containerPort":{},"f:protocol":{}}},
                      "f:resources":{},"f:terminationMessagePath":{},
                      "f:terminationMessagePolicy":{}}},
                    "f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},
                    "f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}}
                """));
  }

  @Test
  void updateTakesFieldsFromOthers() {
    ObjectNode first = tree(WEB);
    fields.noteUpdate(none(), first, updater("a"), NOW);
    ObjectNode second = first.deepCopy();
    second.withObject("/spec").put("replicas", 5);

    fields.noteUpdate(first, second, updater("b"), LATER);

    assertThat(owned(second, "b")).isEqualTo(tree("{\"f:spec\":{\"f:replicas\":{}}}"));
    assertThat(owned(second, "a").at("/f:spec").has("f:replicas")).isFalse();
    assertThat(owned(second, "a").at("/f:spec").has("f:selector")).isTrue();
  }

  @Test
  void updateWithoutChangeLeavesTheOwnersAlone() {
    ObjectNode first = tree(WEB);
    fields.noteUpdate(none(), first, updater("a"), NOW);
    ObjectNode second = first.deepCopy();

    fields.noteUpdate(first, second, updater("b"), LATER);

    assertThat(second).isEqualTo(first);
  }

  @Test
  void oneEmptyEntryForgetsAllOwners() {
    ObjectNode first = tree(WEB);
    fields.noteUpdate(none(), first, updater("a"), NOW);
    ObjectNode second = first.deepCopy();
    second.withObject("/metadata").putArray("managedFields").addObject();

    fields.noteUpdate(first, second, updater("b"), LATER);

    assertThat(second.path("metadata").has("managedFields")).isFalse();
  }

  @Test
  void applierOwnsWhatItStatesAndNothingElse() {
    ObjectNode applied = apply(none(), WEB, "kubectl", Conflicts.REFUSE);

    assertThat(owned(applied, "kubectl"))
        .isEqualTo(
            tree(
                """
                {"f:metadata":{"f:labels":{"f:app":{}}},
                 "f:spec":{"f:replicas":{},"f:selector":{},
                  "f:template":{"f:metadata":{"f:labels":{"f:app":{}}},
                   "f:spec":{"f:containers":{"k:{\\"name\\":\\"web\\"}":{".":{},"f:image":{},
                      "f:name":{},
                      "f:ports":{"k:{\\"containerPort\\":8080,\\"protocol\\":\\"TCP\\"}":
                        {".":{},"f:containerPort":{}}}}}}}}}
                """));
  }

  @Test
  void whatAnApplierNoLongerStatesGoes() {
    ObjectNode live = apply(none(), WEB, "kubectl", Conflicts.REFUSE);
    live.withObject("/spec").put("minReadySeconds", 3);
    fields.noteUpdate(apply(none(), WEB, "kubectl", Conflicts.REFUSE), live, updater("x"), NOW);
    String without =
        WEB.replace("\"replicas\":2,", "").replace(",\"labels\":{\"app\":\"web\"}},\n", "},\n");

    ObjectNode next = apply(live, without, "kubectl", Conflicts.REFUSE);

    assertThat(next.at("/spec").has("replicas")).isFalse();
    assertThat(next.at("/metadata/labels").isEmpty()).isTrue();
    assertThat(next.at("/spec/minReadySeconds").asInt(0)).isEqualTo(3);
  }

  @Test
  void whatOthersStateTooStays() {
    ObjectNode live = apply(none(), WEB, "one", Conflicts.REFUSE);
    live = apply(live, WEB, "two", Conflicts.REFUSE);

    ObjectNode next = apply(live, WEB.replace("\"replicas\":2,", ""), "one", Conflicts.REFUSE);

    assertThat(next.at("/spec/replicas").asInt(0)).isEqualTo(2);
    assertThat(owned(next, "one").at("/f:spec").has("f:replicas")).isFalse();
    assertThat(owned(next, "two").at("/f:spec").has("f:replicas")).isTrue();
  }

  @Test
  void anotherValueForSomebodysFieldIsAConflict() {
    ObjectNode live = apply(none(), WEB, "one", Conflicts.REFUSE);
    var outcome =
        fields.apply(
            live, tree(WEB.replace("web:1", "web:2")), applier("two"), Conflicts.REFUSE, NOW);

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Conflicting(
                java.util.List.of(
                    new FieldManagement.Conflict(
                        "\"one\"", ".spec.template.spec.containers[name=\"web\"].image"))));
  }

  @Test
  void takingOverEndsTheOthersOwnership() {
    ObjectNode live = apply(none(), WEB, "one", Conflicts.REFUSE);

    ObjectNode next = apply(live, WEB.replace("web:1", "web:2"), "two", Conflicts.TAKE_OVER);

    assertThat(next.at("/spec/template/spec/containers/0/image").asString("")).isEqualTo("web:2");
    String container = "/f:spec/f:template/f:spec/f:containers/k:{\"name\":\"web\"}";
    assertThat(owned(next, "one").at(container).has("f:image")).isFalse();
    assertThat(owned(next, "two").at(container).has("f:image")).isTrue();
  }

  @Test
  void listsOfEntriesMergeByTheirKeys() {
    ObjectNode live = apply(none(), WEB, "one", Conflicts.REFUSE);
    String sidecar =
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
         "spec":{"template":{"spec":{"containers":[{"name":"side","image":"side:1"}]}}}}
        """;

    ObjectNode both = apply(live, sidecar, "mesh", Conflicts.REFUSE);
    ObjectNode back =
        apply(
            both,
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}}
            """,
            "mesh",
            Conflicts.REFUSE);

    assertThat(both.at("/spec/template/spec/containers")).hasSize(2);
    assertThat(both.at("/spec/template/spec/containers/0/name").asString("")).isEqualTo("web");
    assertThat(back.at("/spec/template/spec/containers")).hasSize(1);
  }

  @Test
  void firstApplyOfAnObjectWithoutOwnersConflictsWithNobodysFields() {
    ObjectNode live = tree(WEB);

    var outcome =
        fields.apply(
            live, tree(WEB.replace(":2,", ":4,")), applier("kubectl"), Conflicts.REFUSE, NOW);

    assertThat(outcome.toString()).contains("before-first-apply").contains(".spec.replicas");
  }

  @Test
  void sameKeyTwiceIsRefused() {
    String twice =
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
         "spec":{"template":{"spec":{"containers":[{"name":"a"},{"name":"a"}]}}}}
        """;
    assertThatThrownBy(() -> apply(none(), twice, "kubectl", Conflicts.REFUSE))
        .isInstanceOf(ApplyException.class)
        .hasMessage(".spec.template.spec.containers: duplicate entries for key [name=\"a\"]");
  }

  @Test
  void setsOfFieldsAreReadAsTheyAreWritten() {
    JsonNode json =
        tree("{\"f:a\":{\".\":{},\"f:b\":{}},\"k:{\\\"x\\\":1}\":{},\"v:\\\"t\\\"\":{}}");

    assertThat(FieldSet.parse(json).orElseThrow().toJson()).isEqualTo(json);
    assertThat(FieldSet.parse(tree("{\"a\":{}}"))).isEmpty();
    assertThat(FieldSet.parse(tree("{\"f:a\":1}"))).isEmpty();
  }
}
