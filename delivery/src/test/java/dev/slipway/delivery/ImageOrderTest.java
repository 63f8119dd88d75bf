package dev.slipway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.http.Principal;
import dev.slipway.oci.Digest;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageOrderTest {
  private static final String NAME = "p/r/backend";

  @TempDir Path directory;
  private Database database;
  private ImageOrder order;

  @BeforeEach
  void open() {
    database =
        Database.open(directory.resolve("test.db"), List.of(Journal.SCHEMA, Ledger.schema()));
    order = new ImageOrder(database, new LinearHistory());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Principal job(int commit) {
    return new Principal(
        "pusher",
        Set.of(),
        Map.of(
            "repository",
            LinearHistory.REPOSITORY,
            "commit",
            LinearHistory.commit(commit),
            "run",
            "4"));
  }

  private static Digest digest(String content) {
    return Digest.of(Digest.Algorithm.SHA256, content.getBytes(StandardCharsets.UTF_8));
  }

  private void move(Principal who, String tag, String content) {
    database.write(sql -> {
      order.moved(sql, who, NAME, tag, digest(content));
      return tag;
    });
  }

  @Test
  void anOlderCommitDoesNotTakeLatestBack() {
    move(job(2), "latest", "two");
    assertThat(order.refusal(job(1), NAME, "latest"))
        .hasValueSatisfying(r -> assertThat(r).contains("superseded by", NAME + ":latest"));
    assertThat(order.refusal(job(2), NAME, "latest")).isEmpty();
    assertThat(order.refusal(job(3), NAME, "latest")).isEmpty();
    assertThat(order.refusal(job(1), NAME, LinearHistory.commit(1))).isEmpty();
  }

  @Test
  void peopleMoveWhatTheyLikeAndTheOrderBeginsAnew() {
    move(job(2), "latest", "two");
    var person = new Principal("admin", Set.of());
    assertThat(order.refusal(person, NAME, "latest")).isEmpty();
    move(person, "latest", "one");
    assertThat(order.refusal(job(1), NAME, "latest")).isEmpty();
  }

  @Test
  void anImageRemembersItsCommit() {
    move(job(2), "latest", "two");
    assertThat(order.provenance(digest("two").toString()))
        .contains(new ImageDigests.Provenance(LinearHistory.REPOSITORY, LinearHistory.commit(2)));
    assertThat(order.provenance(digest("three").toString())).isEmpty();
  }
}
