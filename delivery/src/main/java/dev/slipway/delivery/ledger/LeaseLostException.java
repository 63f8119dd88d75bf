package dev.slipway.delivery.ledger;

/** Somebody else decides about the environment now. */
public final class LeaseLostException extends RuntimeException {
  LeaseLostException(Lease lease) {
    super(
        "environment "
            + lease.environment().name()
            + " is looked after by somebody else now; lease "
            + lease.token()
            + " has ended");
  }
}
