package dev.slipway.registry;

import static dev.slipway.registry.TestClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pushes, mounts, moves, deletions, restorations and collections at random and all at once, with a
 * crash in the middle: every manifest that can be reached can be pulled whole, and what was
 * acknowledged is there.
 */
class RegistryStormTest {
  private static final List<String> NAMES = List.of("p/r/web", "p/r/api", "q/r/web");
  private static final Principal WHO = TestRegistry.user("admin");
  private static final int THREADS = 4;
  private static final int STEPS = 40;
  private static final int ATTEMPTS = 20;

  @TempDir Path directory;

  /** Tags that are never taken away again, with what they have to name. */
  private final Map<String, Digest> acknowledged = new ConcurrentHashMap<>();

  /** Nothing is kept for anybody: every collection takes all it may. */
  private static RegistrySettings eager() {
    return RegistrySettings.of("here").withTimes(Duration.ZERO, Duration.ofMillis(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsThereIsWholeAndNothingIsLost(long seed) throws Exception {
    Path running = directory.resolve("running");
    Path crashed = directory.resolve("crashed");
    Map<String, Digest> before;
    try (TestRegistry server = TestRegistry.startOpen(running, eager());
        var threads = Executors.newFixedThreadPool(THREADS + 1)) {
      List<Callable<Integer>> work =
          IntStream.range(0, THREADS)
              .<Callable<Integer>>mapToObj(t -> () -> steps(server, seed * 31 + t, t))
              .toList();
      var done = work.stream().map(threads::submit).toList();
      while (acknowledged.size() < THREADS * 3) {
        Thread.onSpinWait();
      }
      before = crash(server, running, crashed);
      for (var each : done) {
        each.get();
      }
      server.registry.collector().collect();
      check(server, acknowledged);
    }
    try (TestRegistry server = TestRegistry.startOpen(crashed, eager())) {
      check(server, before);
      server.registry.collector().collect();
      check(server, before);
      assertThat(steps(server, seed, THREADS)).isEqualTo(STEPS);
      check(server, before);
    }
  }

  /** The files as a kill would leave them: nothing commits while they are looked at. */
  private Map<String, Digest> crash(TestRegistry server, Path from, Path to) {
    return server.database.write(sql -> {
      Map<String, Digest> known = Map.copyOf(acknowledged);
      try {
        Files.walkFileTree(from, new Taking(from, to));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return known;
    });
  }

  /** Takes what is there; uploads end meanwhile, and their files go. */
  private static final class Taking extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    Taking(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    private Path taken(Path file) {
      return to.resolve(from.relativize(file).toString());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(taken(directory));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      take(file, taken(file));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
      requireUpload(file, problem);
      return FileVisitResult.CONTINUE;
    }
  }

  private static void requireUpload(Path file, IOException problem) throws IOException {
    if (!(problem instanceof NoSuchFileException)) {
      throw problem;
    }
    assertThat(file.toString()).containsAnyOf("writing", "uploads", "sha256");
  }

  private static void take(Path file, Path to) throws IOException {
    boolean blob = file.toString().contains("sha256");
    try {
      if (blob) {
        Files.createLink(to, file);
      } else {
        Files.copy(file, to);
      }
    } catch (NoSuchFileException e) {
      requireUpload(file, e);
    }
  }

  private int steps(TestRegistry server, long seed, int thread) throws IOException {
    var random = new Random(seed);
    try (TestClient client = TestClient.of(server)) {
      for (int i = 0; i < STEPS; i++) {
        step(server, client, random, thread + "-" + i + "-" + seed);
      }
    }
    return STEPS;
  }

  private void step(TestRegistry server, TestClient client, Random random, String id)
      throws IOException {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    String other = NAMES.get(random.nextInt(NAMES.size()));
    String tag = "t" + random.nextInt(4);
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        Digest pushed = push(client, name, "kept-" + id, random);
        acknowledged.put(name + ":kept-" + id, pushed);
      }
      case 2 -> push(client, name, tag, random);
      case 3 -> pushIndex(client, name, tag, random);
      case 4 -> mountAndPush(client, other, name, random);
      case 5 -> client.delete("/v2/" + name + "/manifests/" + tag);
      case 6 ->
          server
              .registry
              .digest(name, tag)
              .filter(d -> !acknowledged.containsValue(d))
              .ifPresent(d -> removeOrBeRefused(server, name, d));
      case 7 -> tagTogether(server, List.of(name, other), random);
      case 8 -> restore(server, random);
      default -> server.registry.collector().collect();
    }
  }

  private void removeOrBeRefused(TestRegistry server, String name, Digest digest) {
    try {
      server.registry.removeManifest(name, digest, WHO);
    } catch (RegistryException e) {
      assertThat(e.code()).isEqualTo(RegistryException.Code.UNSUPPORTED);
    }
  }

  /** What some tag names gets another one, in two images at once where there are two. */
  private static void tagTogether(TestRegistry server, List<String> names, Random random) {
    String from = "t" + random.nextInt(4);
    String to = "t" + random.nextInt(4);
    List<TagChange> changes =
        names.stream()
            .distinct()
            .flatMap(n -> server.registry.digest(n, from).map(d -> TagChange.to(n, to, d)).stream())
            .toList();
    try {
      server.registry.moves().change(changes, "storm", WHO);
    } catch (RegistryException e) {
      // Somebody removed one of them in between.
      assertThat(e.code()).isEqualTo(RegistryException.Code.MANIFEST_UNKNOWN);
    }
  }

  private static void restore(TestRegistry server, Random random) {
    List<RemovedImage> removed = server.registry.removals().removed(5);
    if (!removed.isEmpty()) {
      RemovedImage image = removed.get(random.nextInt(removed.size()));
      try {
        server.registry.removals().restore(image.name(), image.digest(), WHO);
      } catch (RegistryException e) {
        // A collection was quicker, or another restoration.
        assertThat(e.code()).isEqualTo(RegistryException.Code.MANIFEST_UNKNOWN);
      }
    }
  }

  /** Layers come from a small set, so that pushes share them and fight over them. */
  private static byte[] layer(Random random) {
    return bytes("layer " + random.nextInt(6));
  }

  private static Digest push(TestClient client, String name, String tag, Random random) {
    byte[] layer = layer(random);
    // Deletions name images by tag: an image of a kept tag must not be another tag's too.
    byte[] config = bytes("{\"tag\":\"" + tag + "\"}");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Descriptor a = client.pushBlob(name, MediaTypes.CONFIG, config);
      Descriptor b = client.pushBlob(name, MediaTypes.LAYER, layer);
      byte[] manifest = ImageManifest.of(a, List.of(b)).toBytes();
      int status = client.putManifest(name, tag, manifest, MediaTypes.MANIFEST).status();
      if (status == 201) {
        return Digest.of(manifest);
      }
      // A collection was quicker than the millisecond that blobs wait here.
      assertThat(status).isEqualTo(404);
    }
    throw new AssertionError("never taken");
  }

  private static void pushIndex(TestClient client, String name, String tag, Random random) {
    Digest part = push(client, name, "part-" + tag, random);
    var manifest = client.get("/v2/" + name + "/manifests/" + part);
    if (manifest.status() == 200) {
      byte[] index =
          ImageIndex.of(List.of(Descriptor.of(MediaTypes.MANIFEST, manifest.body()))).toBytes();
      assertThat(client.putManifest(name, tag, index, MediaTypes.INDEX).status()).isIn(201, 404);
    }
  }

  private static void mountAndPush(TestClient client, String from, String to, Random random) {
    byte[] layer = layer(random);
    Digest digest = Digest.of(layer);
    var mounted = client.post("/v2/" + to + "/blobs/uploads/?mount=" + digest + "&from=" + from);
    if (mounted.status() == 202) {
      // A collection may have ended the upload: nothing waits longer than a millisecond here.
      assertThat(client.delete(mounted.header("Location")).status()).isIn(204, 404);
      return;
    }
    mounted.expect(201);
    Descriptor config = client.pushBlob(to, MediaTypes.CONFIG, bytes("{\"mounted\":true}"));
    byte[] manifest =
        ImageManifest.of(config, List.of(Descriptor.of(MediaTypes.LAYER, digest, layer.length)))
            .toBytes();
    assertThat(client.putManifest(to, "mounted", manifest, MediaTypes.MANIFEST).status())
        .isIn(201, 404);
  }

  private static void check(TestRegistry server, Map<String, Digest> kept) throws IOException {
    kept.forEach((image, digest) -> {
      int colon = image.indexOf(':');
      assertThat(server.registry.digest(image.substring(0, colon), image.substring(colon + 1)))
          .as(image)
          .contains(digest);
    });
    for (String name : server.registry.names()) {
      for (RegistryTag tag : server.registry.tags(name)) {
        assertThat(server.registry.manifest(name, tag.digest())).as(tag.toString()).isPresent();
      }
      for (StoredVersion version : server.registry.versions(name)) {
        whole(server, name, version);
      }
    }
  }

  private static void whole(TestRegistry server, String name, StoredVersion version)
      throws IOException {
    BlobStore blobs = server.blobs;
    byte[] document = blobs.read(version.digest(), 1 << 20);
    for (Descriptor part : Manifest.parse(document, version.mediaType()).references()) {
      boolean there =
          version.mediaType().equals(MediaTypes.INDEX)
              ? server.registry.manifest(name, part.digest()).isPresent()
              : server.registry.hasBlob(name, part.digest());
      assertThat(there).as(name + "@" + version.digest() + " needs " + part.digest()).isTrue();
      blobs.read(part.digest(), 1 << 20);
    }
  }
}
