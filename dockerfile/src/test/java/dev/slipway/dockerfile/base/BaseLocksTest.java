package dev.slipway.dockerfile.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest.BasePolicy;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.base.ImageSource.Answer;
import dev.slipway.dockerfile.base.LockingImages.Kind;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseLocksTest {
  private static final ImageReference NAME = ImageReference.parse("example.org/base:1");
  private static final ImageBuilder NO_BUILDER =
      (request, listener) -> {
        throw new IllegalStateException("nothing is built here");
      };

  @TempDir Path dir;
  private final Map<String, Descriptor> registry = new HashMap<>();
  private BlobStore blobs;
  private ImageNames names;
  private BaseLocks locks;
  private LockingImages remote;
  private BaseImages images;

  @BeforeEach
  void open() throws IOException {
    blobs = new BlobStore(dir.resolve("blobs"));
    names = new ImageNames(dir.resolve("names"));
    locks = BaseLocks.open(dir.resolve("locks"));
    remote = new LockingImages(this::ask, locks, Kind.REGISTRY, Clock.systemUTC());
    var known =
        new LockingImages(new KnownImages(names, blobs), locks, Kind.NAMES, Clock.systemUTC());
    images =
        new SearchedImages(
            blobs,
            List.of(new LockedImages(locks, names, blobs, remote), known),
            List.of(remote),
            (request, reasons) -> new Answer.Missing("there are no stand-ins"));
  }

  /** A registry as {@link RegistryImages} asks it: what it answers gets its name here. */
  private Answer ask(BaseImages.Request request, String reasons) {
    Descriptor found =
        request
            .reference()
            .digest()
            .map(digest -> registry.get(digest.toString()))
            .orElseGet(() -> registry.get(request.reference().toString()));
    if (found == null) {
      return new Answer.Missing("the registry does not have it");
    }
    if (request.reference().digest().isEmpty()) {
      names.put(request.reference(), found, Clock.systemUTC().instant());
    }
    return new Answer.Found(found, Optional.empty());
  }

  private Descriptor image(String author) throws IOException {
    byte[] config =
        ("{\"author\":\""
                + author
                + "\",\"architecture\":\"amd64\",\"os\":\"linux\","
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
            .getBytes(StandardCharsets.UTF_8);
    Descriptor blob = blobs.put(MediaTypes.CONFIG, ImageConfig.parse(config).toBytes());
    return blobs.put(MediaTypes.MANIFEST, ImageManifest.of(blob, List.of()).toBytes());
  }

  private void serve(Descriptor image) {
    registry.put(NAME.toString(), image);
    registry.put(image.digest().toString(), image);
  }

  private Descriptor resolve(String repository, BasePolicy policy) {
    var request =
        new BaseImages.Request(
            NAME, policy, Position.of("Dockerfile"), NO_BUILDER, Optional.of(repository), n -> {});
    return images.resolve(request).manifest();
  }

  @Test
  void staysWithWhatTheNameMeantUntilItIsUpdated() throws IOException {
    Descriptor old = image("old");
    serve(old);
    assertThat(resolve("a/one", BasePolicy.LOCAL_FIRST)).isEqualTo(old);
    assertThat(resolve("a/two", BasePolicy.LOCAL_FIRST)).isEqualTo(old);
    Descriptor newer = image("newer");
    serve(newer);

    assertThat(resolve("a/two", BasePolicy.REFRESH)).isEqualTo(newer);
    assertThat(resolve("a/one", BasePolicy.LOCAL_FIRST)).isEqualTo(old);
    assertThat(resolve("a/two", BasePolicy.LOCAL_FIRST)).isEqualTo(newer);

    var updates = new BaseUpdates(locks, remote, NO_BUILDER).update("a/one");
    assertThat(updates)
        .singleElement()
        .satisfies(u -> {
          assertThat(u.before().manifest()).isEqualTo(old);
          assertThat(u.now()).isEqualTo(newer.digest());
        });
    assertThat(resolve("a/one", BasePolicy.LOCAL_FIRST)).isEqualTo(newer);
    assertThat(BaseLocks.open(dir.resolve("locks")).list("a/one"))
        .singleElement()
        .satisfies(lock -> assertThat(lock.manifest()).isEqualTo(newer));
  }

  @Test
  void leavesALockAsItIsWhenNobodyAnswers() throws IOException {
    Descriptor old = image("old");
    serve(old);
    resolve("a/one", BasePolicy.LOCAL_FIRST);
    registry.clear();

    var updates = new BaseUpdates(locks, remote, NO_BUILDER).update("a/one");
    assertThat(updates)
        .singleElement()
        .satisfies(u -> {
          assertThat(u.now()).isEqualTo(old.digest());
          assertThat(u.problem()).contains("the registry does not have it");
        });
  }

  @Test
  void prefersWhatWasBuiltHereUnderTheName() throws IOException {
    serve(image("old"));
    resolve("a/one", BasePolicy.LOCAL_FIRST);
    Descriptor own = image("own");
    names.put(NAME, own, Clock.systemUTC().instant());

    assertThat(resolve("a/one", BasePolicy.LOCAL_FIRST)).isEqualTo(own);
    assertThat(resolve("a/new", BasePolicy.LOCAL_FIRST)).isEqualTo(own);
    assertThat(locks.list("a/new")).isEmpty();
  }

  @Test
  void getsALockedImageAgainOrSaysThatItIsGone() throws IOException {
    Descriptor old = image("old");
    serve(old);
    resolve("a/one", BasePolicy.LOCAL_FIRST);
    blobs.remove(old.digest());
    registry.clear();

    assertThatThrownBy(() -> resolve("a/one", BasePolicy.LOCAL_FIRST))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("locked to example.org/base:1@" + old.digest())
        .hasMessageContaining("update-bases");
    image("old");
    registry.put(old.digest().toString(), old);
    assertThat(resolve("a/one", BasePolicy.LOCAL_FIRST)).isEqualTo(old);
  }
}
