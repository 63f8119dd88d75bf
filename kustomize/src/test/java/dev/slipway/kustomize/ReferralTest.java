package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which object a name means when several had it. */
class ReferralTest {
  private static final String ACCOUNTS =
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: sa, namespace: x}}
      ---
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: sa, namespace: z}}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: b}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
      subjects:
      - {kind: ServiceAccount, name: sa%s}
      """;

  @TempDir Path directory;

  @Test
  void aNameThatMeansTwoObjectsOfOneLayerIsAnError() throws IOException {
    write(ACCOUNTS.formatted(""));
    assertThatThrownBy(() -> Kustomize.build(directory))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("found multiple possible referrals for \"sa\"")
        .hasMessageContaining("State the namespace");
  }

  @Test
  void aNamespaceBesideTheNameTellsThemApart() throws IOException {
    write(ACCOUNTS.formatted(", namespace: z"));
    assertThat(Kustomize.build(directory).yaml())
        .endsWith("subjects:\n- kind: ServiceAccount\n  name: p-sa\n  namespace: z\n");
  }

  /** As kubectl prints them: the one namespace the overlay gives, with and without a native. */
  @Test
  void aNamespaceThatObjectsComeFromMeansThose() throws IOException {
    String moved =
        """
        {apiVersion: v1, kind: ServiceAccount, metadata: {name: sa}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: other%s}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: b}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
        subjects:
        - {kind: ServiceAccount, name: sa, namespace: web}
        """;
    write(moved.formatted(""), "namespace: web\n");
    assertThat(Kustomize.build(directory).yaml())
        .contains("subjects:\n- kind: ServiceAccount\n  name: p-sa\n  namespace: web\n");
    write(moved.formatted(", namespace: web"), "namespace: web\n");
    assertThat(Kustomize.build(directory).yaml())
        .contains("subjects:\n- kind: ServiceAccount\n  name: sa\n  namespace: web\n");
  }

  private void write(String resources) throws IOException {
    write(resources, "");
  }

  private void write(String resources, String more) throws IOException {
    Files.writeString(directory.resolve("r.yaml"), resources);
    Files.writeString(
        directory.resolve("kustomization.yaml"), "resources: [r.yaml]\nnamePrefix: p-\n" + more);
  }
}
