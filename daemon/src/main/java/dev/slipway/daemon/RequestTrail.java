package dev.slipway.daemon;

import dev.slipway.identity.AuditTrail;
import dev.slipway.kubernetes.RequestAudit;
import dev.slipway.kubernetes.WriteOptions.Mode;
import java.util.List;
import java.util.Optional;

/** Puts what clients asked of the cluster's API into the journal, with what became of it. */
record RequestTrail(AuditTrail trail) implements RequestAudit {
  private static final int FIRST_REFUSAL = 400;

  @Override
  public void answered(Answered request) {
    String name = request.name().isEmpty() ? "" : "/" + request.name();
    String where = request.namespace().isEmpty() ? "" : "namespaces/" + request.namespace() + "/";
    String result =
        request.code()
            + (request.reason().isEmpty() ? "" : " " + request.reason())
            + (request.mode() == Mode.DRY_RUN ? ", dry run" : "");
    trail.submit(
        new AuditTrail.Entry(
            "kubernetes.request",
            request.verb(),
            where + request.resource() + name,
            request.principal(),
            List.of(),
            Optional.empty(),
            request.code() < FIRST_REFUSAL
                ? AuditTrail.Outcome.GRANTED
                : AuditTrail.Outcome.REFUSED,
            result));
  }
}
