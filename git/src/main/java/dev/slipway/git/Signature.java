package dev.slipway.git;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.eclipse.jgit.lib.PersonIdent;

/**
 * Who did something to a commit, and when; git keeps whole seconds.
 *
 * @param name a person's or a program's name
 * @param email an address, which need not exist
 * @param time when, with the offset of the place where it was done
 */
public record Signature(String name, String email, OffsetDateTime time) {
  public Signature {
    time = time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** A signature of this moment, in UTC. */
  public static Signature now(String name, String email, Clock clock) {
    return new Signature(name, email, clock.instant().atOffset(ZoneOffset.UTC));
  }

  static Signature of(PersonIdent person) {
    return new Signature(
        person.getName(),
        person.getEmailAddress(),
        person.getWhenAsInstant().atOffset(person.getZoneOffset()));
  }

  PersonIdent person() {
    return new PersonIdent(name, email, time.toInstant(), time.getOffset());
  }
}
