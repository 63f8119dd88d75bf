package dev.slipway.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.kubernetes.store.StoreEvent.Kind;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
  private static final GroupVersionKind MAP = new GroupVersionKind("", "v1", "ConfigMap");

  private final History history = new History(0, 0);
  private final List<StoreEvent> told = new ArrayList<>();
  private final Map<String, KubeObject> present = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoComesLateSeesWhatTheOthersSaw(long seed) throws Exception {
    var random = new Random(seed);
    for (int version = 1; version <= 1500; version++) {
      change(version, "map-" + random.nextInt(40), random.nextInt(4) == 0, random.nextInt(300));
    }

    List<StoreEvent> found = history.after(0, Duration.ZERO).events();

    assertThat(found).hasSameSizeAs(told);
    for (int i = 0; i < found.size(); i++) {
      assertSame(found.get(i), told.get(i));
    }
    List<StoreEvent> late = history.after(700, Duration.ZERO).events();
    assertThat(late).hasSize(800);
    assertThat(late.getFirst().version()).isEqualTo(701);
  }

  @Test
  void oldTextsAreForgottenWithTheirChangesAndObjectsGoOnAllTheSame() throws Exception {
    change(1, "rare", false, 10);
    for (int version = 2; version <= 5000; version++) {
      change(version, "busy", false, 10);
    }
    change(5001, "rare", false, 20);

    assertThat(history.oldest()).isEqualTo(5001 - 4096);
    List<StoreEvent> found = history.after(history.oldest(), Duration.ZERO).events();
    assertThat(found).hasSize(4096);
    assertSame(found.getFirst(), told.get(5001 - 4096));
    assertSame(found.getLast(), told.getLast());
  }

  @Test
  void aChangeThatIsLargerThanAllIsKeptAsTheNewest() throws Exception {
    change(1, "small", false, 10);
    change(2, "large", false, 5 << 20);

    assertThat(history.oldest()).isEqualTo(1);
    assertThat(history.after(1, Duration.ZERO).events()).hasSize(1);
  }

  private static void assertSame(StoreEvent found, StoreEvent expected) {
    assertThat(found.version()).isEqualTo(expected.version());
    assertThat(found.kind()).isEqualTo(expected.kind());
    assertThat(found.object().tree()).isEqualTo(expected.object().tree());
    assertThat(found.previous().map(KubeObject::tree))
        .isEqualTo(expected.previous().map(KubeObject::tree));
  }

  private void change(int version, String name, boolean remove, int size) {
    Optional<KubeObject> previous = Optional.ofNullable(present.get(name));
    boolean removes = remove && previous.isPresent();
    KubeObject object =
        KubeObject.create(
            MAP,
            new ObjectName("default", name),
            tree -> {
              tree.withObject("/metadata").put("resourceVersion", String.valueOf(version));
              tree.putObject("data").put("value", "x".repeat(size));
            });
    Kind kind = removes ? Kind.DELETED : previous.isPresent() ? Kind.MODIFIED : Kind.ADDED;
    var event = new StoreEvent(version, kind, object, previous);
    told.add(event);
    if (removes) {
      present.remove(name);
    } else {
      present.put(name, object);
    }
    history.append(event, removes ? new byte[0] : Json.bytes(object.tree()));
  }
}
