package dev.slipway.identity.iam;

import dev.slipway.http.Principal;
import dev.slipway.identity.AuditTrail;
import java.util.List;
import java.util.Optional;

/** Entries of this package in the audit trail. */
final class Audit {
  private Audit() {}

  static AuditTrail.Entry granted(String method, String resource, Principal who) {
    return granted(method, resource, who, "");
  }

  static AuditTrail.Entry granted(String method, String resource, Principal who, String reason) {
    return new AuditTrail.Entry(
        "identity.changed",
        method,
        resource,
        who,
        List.of(),
        Optional.empty(),
        AuditTrail.Outcome.GRANTED,
        reason);
  }
}
