package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags that a gate holds, through both ways in. */
class TagGateTest {
  private static final Principal JOB = new Principal("job", Set.of());
  private static final Principal PERSON = new Principal("person", Set.of());

  @TempDir Path directory;
  private final List<String> moves = new ArrayList<>();
  private BlobStore blobs;
  private Database database;
  private Registry registry;

  /** Lets a job move anything but {@code latest}. */
  private final class Held implements TagGate {
    @Override
    public boolean covers(Principal who) {
      return who.equals(JOB);
    }

    @Override
    public Optional<String> refusal(Principal who, String name, String tag) {
      return tag.equals("latest") ? Optional.of("superseded by abc1234") : Optional.empty();
    }

    @Override
    public void moved(Sql sql, Principal who, String name, String tag, Digest to) {
      moves.add(who.name() + " " + name + ":" + tag);
    }
  }

  @BeforeEach
  void open() throws IOException {
    var clock = Clock.systemUTC();
    blobs = new BlobStore(directory.resolve("blobs"));
    database =
        Database.open(directory.resolve("test.db"), List.of(Journal.SCHEMA, Registry.schema()));
    registry =
        new Registry(
            database,
            new Journal(database, clock),
            blobs,
            RegistrySettings.of("here"),
            clock,
            new Held(),
            ContentOwners.NONE);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static List<TagChange> tags(Descriptor image, String... tags) {
    return Stream.of(tags).map(t -> TagChange.to("p/r/web", t, image.digest())).toList();
  }

  private Descriptor image(String content) throws Exception {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Descriptor config = blobs.put(MediaTypes.CONFIG, bytes);
    Descriptor layer = blobs.put(MediaTypes.LAYER, bytes);
    return blobs.put(MediaTypes.MANIFEST, ImageManifest.of(config, List.of(layer)).toBytes());
  }

  @Test
  void aHeldTagStaysAndTheOthersMove() throws Exception {
    Descriptor old = image("{\"v\":1}");
    Descriptor next = image("{\"v\":2}");
    registry.put("p/r/web", "latest", old, PERSON);

    assertThatThrownBy(() -> registry.put("p/r/web", "latest", next, JOB))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("superseded by abc1234");
    registry.put("p/r/web", "c0ffee", next, JOB);

    assertThat(registry.digest("p/r/web", "latest")).contains(old.digest());
    assertThat(registry.digest("p/r/web", "c0ffee")).contains(next.digest());
    assertThat(moves).containsExactly("person p/r/web:latest", "job p/r/web:c0ffee");
  }

  @Test
  void aPushWithAHeldTagAmongOthersMovesNone() throws Exception {
    Descriptor image = image("{\"v\":1}");
    registry.put("p/r/web", "1", image, PERSON);
    byte[] bytes = blobs.read(image.digest(), 1 << 20);
    Manifest manifest = Manifest.parse(bytes, MediaTypes.MANIFEST);

    assertThatThrownBy(() ->
            registry.putManifest(
                "p/r/web", bytes, manifest, image.digest(), tags(image, "2", "latest"), JOB))
        .isInstanceOf(RegistryException.class);
    assertThat(registry.digest("p/r/web", "2")).isEmpty();

    registry.putManifest("p/r/web", bytes, manifest, image.digest(), tags(image, "2"), JOB);
    assertThat(registry.digest("p/r/web", "2")).contains(image.digest());
  }

  @Test
  void theGateHearsOfATagThatStaysWhereItIs() throws Exception {
    Descriptor image = image("{\"v\":1}");
    registry.put("p/r/web", "1", image, JOB);
    registry.put("p/r/web", "1", image, JOB);
    assertThat(moves).hasSize(2);
    assertThat(registry.history("p/r/web", "1", 5)).hasSize(1);
  }
}
