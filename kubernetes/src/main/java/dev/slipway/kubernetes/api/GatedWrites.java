package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteGate;
import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Puts the {@link WriteGate} and {@link RoleGrants} before the writes they decide about. */
final class GatedWrites {
  private final WriteGate gate;
  private final RoleGrants grants;

  GatedWrites(WriteGate gate, RoleGrants grants) {
    this.gate = gate;
    this.grants = grants;
  }

  static boolean covers(ResourceType type) {
    return type.equals(ResourceType.DEPLOYMENTS) || RoleGrants.covers(type);
  }

  /**
   * Notes in {@code wanted} what the gate wants noted.
   *
   * @throws ApiException when the gate refuses
   */
  void pass(Request request, ResourceType type, Optional<KubeObject> old, ObjectNode wanted) {
    if (RoleGrants.covers(type)) {
      grants.require(request.principal(), type, old, KubeObject.of(wanted));
    }
    if (!type.equals(ResourceType.DEPLOYMENTS)) {
      return;
    }
    String manager = ObjectHandler.writeOptions(request).manager();
    var write =
        new WriteGate.ClientWrite(
            request.principal(), manager, old, KubeObject.of(wanted.deepCopy()));
    switch (gate.decide(write)) {
      case WriteGate.Verdict.Admit admit -> note(admit, wanted);
      case WriteGate.Verdict.Refuse refuse ->
          throw ApiException.forbidden(
              type, KubeObject.of(wanted).name(), refuse.reason(), List.of());
    }
  }

  private static void note(WriteGate.Verdict.Admit admit, ObjectNode wanted) {
    if (admit.annotations().isEmpty() && admit.removed().isEmpty()) {
      return;
    }
    ObjectNode annotations = wanted.withObject("/metadata").withObject("/annotations");
    admit.removed().forEach(annotations::remove);
    admit.annotations().forEach(annotations::put);
  }
}
