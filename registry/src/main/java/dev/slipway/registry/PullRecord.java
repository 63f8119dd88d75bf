package dev.slipway.registry;

import dev.slipway.http.Principal;
import dev.slipway.oci.Digest;
import dev.slipway.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who pulled what: the first pull of an image by somebody, or for a job, in an hour is an event and
 * counts as use of the image; later ones are the same pull going on. Pulls never wait for the disk.
 */
final class PullRecord {
  private static final Duration SAME = Duration.ofHours(1);
  private static final int REMEMBERED = 50_000;

  private final Database database;
  private final RegistryEvents events;
  private final Clock clock;
  private final Map<Pull, Instant> recent = new ConcurrentHashMap<>();

  private record Pull(
      String name, Digest digest, String principal, Optional<String> run, Optional<String> job) {}

  PullRecord(Database database, RegistryEvents events, Clock clock) {
    this.database = database;
    this.events = events;
    this.clock = clock;
  }

  void pulled(String name, Digest digest, Principal who) {
    var pull = new Pull(name, digest, who.name(), who.attribute("run"), who.attribute("job"));
    Instant now = clock.instant();
    Instant last = recent.get(pull);
    if (last != null && now.isBefore(last.plus(SAME))) {
      return;
    }
    if (recent.size() > REMEMBERED) {
      recent.clear();
    }
    recent.put(pull, now);
    var _ =
        database.submit(sql -> {
          ManifestTable.pulled(sql, name, digest, now);
          events.append(sql, "image.pulled", name + "@" + digest, who, RegistryEvents.data());
          return pull;
        });
  }
}
