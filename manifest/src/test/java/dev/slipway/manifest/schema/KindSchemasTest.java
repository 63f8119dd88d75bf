package dev.slipway.manifest.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KindSchemasTest {
  private static final KindName DEPLOYMENT = new KindName("apps/v1", "Deployment");

  private final KindSchemas kustomize = KindSchemas.builtIn(SchemaFlavor.KUSTOMIZE);
  private final KindSchemas server = KindSchemas.builtIn(SchemaFlavor.API_SERVER);

  @Test
  void portsOfADeploymentMergeByPortAndProtocol() {
    TypeSchema pod = kustomize.type(DEPLOYMENT).field("spec").field("template").field("spec");
    MergeRule ports = pod.field("containers").element().field("ports").rule();

    assertThat(ports.key()).isEqualTo("containerPort");
    assertThat(ports.keys()).containsExactly("containerPort", "protocol");
    assertThat(pod.field("tolerations").rule()).isEqualTo(MergeRule.NONE);
    assertThat(pod.field("volumes").rule().strategies())
        .containsExactlyInAnyOrder("merge", "retainKeys");
  }

  @Test
  void onlyTheServerKnowsNewerFieldsAndKinds() {
    KindName pod = new KindName("v1", "Pod");
    KindName policy = new KindName("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy");

    assertThat(server.type(pod).field("spec").field("schedulingGates").rule().merges()).isTrue();
    assertThat(kustomize.type(pod).field("spec").field("schedulingGates").isKnown()).isFalse();
    assertThat(server.scope(policy)).isEqualTo(Scope.CLUSTER);
    assertThat(kustomize.scope(policy)).isEqualTo(Scope.UNKNOWN);
  }

  @Test
  void everyReferenceInTheTableLeadsToAType() {
    for (SchemaFlavor flavor : SchemaFlavor.values()) {
      MergeKeyTable.read(flavor)
          .forEach((kind, type) ->
              assertThat(type.field("metadata").field("finalizers").rule().merges())
                  .as(kind.toString())
                  .isTrue());
    }
  }

  @Test
  void scopesAreKnown() {
    assertThat(kustomize.scope(new KindName("v1", "Namespace"))).isEqualTo(Scope.CLUSTER);
    assertThat(kustomize.scope(new KindName("v1", "ConfigMap"))).isEqualTo(Scope.NAMESPACED);
    assertThat(kustomize.scope(new KindName("example.com/v1", "Thing"))).isEqualTo(Scope.UNKNOWN);
  }

  @Test
  void openApiDocumentsAddKinds() {
    String document =
        """
        {"definitions":{
          "Thing":{"x-kubernetes-group-version-kind":[{"group":"example.com","kind":"Thing","version":"v1"}],
            "properties":{"spec":{"$ref":"#/definitions/Spec"}}},
          "Spec":{"properties":{
            "parts":{"type":"array","items":{"$ref":"#/definitions/Part"},
              "x-kubernetes-patch-merge-key":"id","x-kubernetes-patch-strategy":"merge"},
            "loop":{"$ref":"#/definitions/Loop"}}},
          "Part":{"properties":{"inner":{"$ref":"#/definitions/Spec"}}},
          "Loop":{"$ref":"#/definitions/Loop"}},
         "paths":{"/apis/example.com/v1/things":{"get":
            {"x-kubernetes-group-version-kind":{"group":"example.com","kind":"Thing","version":"v1"}}}}}
        """;
    KindSchemas schemas =
        kustomize.replacedBy(Json.parse(document.getBytes(StandardCharsets.UTF_8), "openapi"));
    TypeSchema spec = schemas.type(new KindName("example.com/v1", "Thing")).field("spec");

    assertThat(spec.field("parts").rule().keys()).containsExactly("id");
    assertThat(spec.field("parts").element().field("inner").field("parts").rule().merges())
        .isTrue();
    assertThat(spec.field("loop").isKnown()).isFalse();
    assertThat(schemas.type(DEPLOYMENT).isKnown()).isFalse();
    assertThat(schemas.scope(new KindName("example.com/v1", "Thing"))).isEqualTo(Scope.CLUSTER);
    assertThat(schemas.scope(DEPLOYMENT)).isEqualTo(Scope.NAMESPACED);
  }
}
