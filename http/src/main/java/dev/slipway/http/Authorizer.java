package dev.slipway.http;

/**
 * The one authorisation point: every room asks it, none decides by itself.
 *
 * <p>Implementations record each decision and must not block on the network.
 */
public interface Authorizer {
  /** Decides whether {@code principal} may do {@code permission}. */
  Decision decide(Principal principal, Permission permission);

  /** The answer, with its reason in either case. */
  sealed interface Decision {
    /** Why, in words for the audit trail and for the person refused. */
    String reason();

    /** Granted. */
    record Allowed(String reason) implements Decision {}

    /** Refused. */
    record Denied(String reason) implements Decision {}
  }
}
