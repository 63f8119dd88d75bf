package dev.slipway.delivery.release;

import java.time.Instant;
import java.util.Optional;

/**
 * Who changed what runs, on behalf of what.
 *
 * @param principal who, such as {@code admin} or a service account
 * @param client the program's part, such as {@code kubectl-client-side-apply}
 * @param repository {@code OWNER/NAME} the principal acts for; a person acts for none
 * @param commit the commit it acts for, 40 hexadecimal digits
 * @param ref such as {@code refs/heads/main}
 * @param run the workflow run
 * @param time when it was written
 */
public record Author(
    String principal,
    String client,
    Optional<String> repository,
    Optional<String> commit,
    Optional<String> ref,
    Optional<String> run,
    Instant time) {

  /** Somebody whom nothing is known about: the object carries no stamp. */
  public static Author unknown(Instant time) {
    return new Author(
        "unknown",
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        time);
  }

  /** Somebody who acts for no repository. */
  public static Author of(String principal, String client, Instant time) {
    return new Author(
        principal,
        client,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        time);
  }
}
