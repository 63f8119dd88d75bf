package dev.slipway.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ObjectStoreTest {
  @TempDir Path directory;
  private ObjectStore store;

  @BeforeEach
  void open() {
    store = ObjectStore.open(directory.resolve("kubernetes.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void versionsGrowWithEveryChangeAndSurviveARestart() {
    KubeObject first = create("a", 1);
    KubeObject second = replace(first, 2);
    create("b", 1);
    long version = store.version();
    assertThat(version(second)).isGreaterThan(version(first));
    reopen();
    assertThat(store.version()).isEqualTo(version);
    assertThat(store.find(key("a"))).contains(second);
    assertThat(store.list("things", "ns").items()).hasSize(2);
    assertThat(version(create("c", 1))).isGreaterThan(version);
  }

  @Test
  void aRemovedObjectStaysRemovedAndItsVersionIsNotGivenAgain() {
    KubeObject object = create("a", 1);
    KubeObject last = store.write(new Write.Remove(key("a"), version(object), Write.Guard.NONE));
    assertThat(version(last)).isGreaterThan(version(object));
    reopen();
    assertThat(store.find(key("a"))).isEmpty();
    assertThat(version(create("a", 1))).isGreaterThan(version(last));
  }

  @Test
  void refusesWritesThatAssumeAnotherState() {
    KubeObject first = create("a", 1);
    KubeObject second = replace(first, 2);
    assertThatThrownBy(() -> create("a", 3)).isInstanceOf(StoreConflictException.class);
    assertThatThrownBy(() -> replace(first, 3))
        .isInstanceOfSatisfying(
            StoreConflictException.class, e -> assertThat(e.current()).contains(second));
    assertThatThrownBy(
            () -> store.write(new Write.Remove(key("a"), version(first), Write.Guard.NONE)))
        .isInstanceOf(StoreConflictException.class);
    assertThat(store.find(key("a"))).contains(second);
  }

  @Test
  void manyWritersOfOneObjectLoseNoUpdate() throws Exception {
    create("counter", 0);
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        tasks.add(this::increment);
      }
      for (var done : pool.invokeAll(tasks)) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(store.find(key("counter")).orElseThrow().at("/value").asInt(0)).isEqualTo(50);
  }

  private boolean increment() {
    while (true) {
      KubeObject now = store.find(key("counter")).orElseThrow();
      try {
        replace(now, now.at("/value").asInt(0) + 1);
        return true;
      } catch (StoreConflictException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aWatchSeesEveryChangeInOrderFromItsVersionOn() throws InterruptedException {
    KubeObject first = create("a", 1);
    Watch watch = store.watch("things", version(first));
    KubeObject second = replace(first, 2);
    store.write(
        new Write.Create(
            new Key("others", new ObjectName("ns", "x")), tree("x", 1), Write.Guard.NONE));
    store.write(new Write.Remove(key("a"), version(second), Write.Guard.NONE));
    List<StoreEvent> events = watch.next(Duration.ofSeconds(5));
    assertThat(events)
        .extracting(StoreEvent::kind)
        .containsExactly(StoreEvent.Kind.MODIFIED, StoreEvent.Kind.DELETED);
    assertThat(events.getFirst().previous()).contains(first);
    assertThat(watch.version()).isEqualTo(store.version());
    assertThat(watch.next(Duration.ZERO)).isEmpty();
  }

  @Test
  void aWatchFromBeforeTheStoreWasOpenedIsTooOld() {
    KubeObject object = create("a", 1);
    reopen();
    assertThatThrownBy(() -> store.watch("things", version(object) - 1))
        .isInstanceOf(VersionTooOldException.class);
    assertThat(store.watch("things", store.version()).version()).isEqualTo(store.version());
  }

  @Test
  void memoryForHistoryIsBoundedAndALateWatcherIsTold() throws Exception {
    Watch watch = store.watch("things", store.version());
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<KubeObject>> tasks = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        String name = "many-" + i;
        tasks.add(() -> create(name, 0));
      }
      for (var done : pool.invokeAll(tasks)) {
        assertThat(done.get().resourceVersion()).isNotEmpty();
      }
    }
    assertThatThrownBy(() -> watch.next(Duration.ZERO)).isInstanceOf(VersionTooOldException.class);
  }

  @Test
  void guardsSeeTheObjectsOfTheSameBatchAndRefuse() {
    Write.Guard guard =
        objects -> {
          if (objects.find(key("owner")).isEmpty()) {
            throw new IllegalStateException("no owner");
          }
        };
    var write = new Write.Create(key("owned"), tree("owned", 1), guard);
    assertThatThrownBy(() -> store.write(write)).hasMessage("no owner");
    create("owner", 1);
    assertThat(store.write(new Write.Create(key("owned"), tree("owned", 1), guard)).name())
        .isEqualTo("owned");
  }

  @Test
  void whatADiskRefusedIsNotThereAndLaterWritesAre() throws Exception {
    create("a", 1);
    // SQLite ends the whole transaction by itself, as it does when the disk is full.
    sql(
        "CREATE TRIGGER refuse BEFORE INSERT ON objects WHEN NEW.name = 'refused'"
            + " BEGIN SELECT RAISE(ROLLBACK, 'full'); END");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> create("refused", 1)).hasMessageContaining("full");
    }
    KubeObject after = create("after", 1);
    sql("DROP TRIGGER refuse");
    assertThat(store.list("things", "ns").items()).hasSize(2);
    reopen();
    assertThat(store.list("things", "ns").items()).hasSize(2);
    assertThat(store.find(key("after"))).contains(after);
    assertThat(version(create("refused", 1))).isGreaterThan(version(after));
  }

  private void sql(String statement) throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("kubernetes.db"));
        var change = connection.createStatement()) {
      change.execute(statement);
    }
  }

  private void reopen() {
    store.close();
    store = ObjectStore.open(directory.resolve("kubernetes.db"));
  }

  private KubeObject create(String name, int value) {
    return store.write(new Write.Create(key(name), tree(name, value), Write.Guard.NONE));
  }

  private KubeObject replace(KubeObject old, int value) {
    return store.write(
        new Write.Replace(
            key(old.name()), version(old), tree(old.name(), value), Write.Guard.NONE));
  }

  private static Key key(String name) {
    return new Key("things", new ObjectName("ns", name));
  }

  private static ObjectNode tree(String name, int value) {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    tree.putObject("metadata").put("namespace", "ns").put("name", name);
    return tree.put("value", value);
  }

  private static long version(KubeObject object) {
    return Long.parseLong(object.resourceVersion());
  }
}
