package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  private static void append(Database database, Instant time, String kind) {
    new Journal(database, Clock.fixed(time, ZoneOffset.UTC))
        .append(kind, "subject", "ann", Json.MAPPER.createObjectNode());
  }

  @Test
  void forgetsWhatIsLongOverAndKeepsTheLastWhateverTheClockSays() {
    try (var database = Database.open(directory.resolve("j.db"), List.of(Journal.SCHEMA))) {
      var journal = new Journal(database, Clock.fixed(NOW, ZoneOffset.UTC));
      append(database, NOW.minus(Duration.ofDays(500)), "first");
      append(database, NOW.minus(Duration.ofDays(450)), "second");
      append(database, NOW, "third");
      assertThat(journal.forgetBefore(NOW.minus(Duration.ofDays(400)), 2)).isEqualTo(1);
      assertThat(journal.after(0, 9))
          .extracting(Journal.Event::kind)
          .containsExactly("second", "third");
      assertThat(journal.forgetBefore(NOW.plus(Duration.ofDays(9000)), 0)).isEqualTo(2);
      append(database, NOW, "fourth");
      assertThat(journal.last()).hasValueSatisfying(e -> assertThat(e.number()).isEqualTo(4));
    }
  }
}
