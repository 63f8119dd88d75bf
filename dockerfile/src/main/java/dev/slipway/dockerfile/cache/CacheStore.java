package dev.slipway.dockerfile.cache;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Steps' results on disk, by key. Safe for concurrent use within one process.
 *
 * <pre>
 * steps/&lt;key&gt;     a {@link CacheEntry}
 * recent/&lt;place&gt;  the inputs of the newest result of an instruction, to explain a miss
 * content/&lt;digest&gt; a {@link ContentManifest}, to name the file that changed
 * </pre>
 *
 * Files appear whole, by rename. They are not flushed: what a power cut takes away is a miss, and a
 * file that is damaged says so by not matching its key and is dropped.
 */
public final class CacheStore {
  private static final System.Logger LOG = System.getLogger(CacheStore.class.getName());
  private static final String TEMPORARY = ".new-";
  private static final Duration PRECISION = Duration.ofHours(1);

  private final Path steps;
  private final Path recent;
  private final Path content;

  private CacheStore(Path directory) {
    this.steps = directory.resolve("steps");
    this.recent = directory.resolve("recent");
    this.content = directory.resolve("content");
  }

  /** Opens or makes the store and removes what a killed process left half written. */
  public static CacheStore open(Path directory) throws IOException {
    var store = new CacheStore(directory);
    for (Path part : List.of(store.steps, store.recent, store.content)) {
      Files.createDirectories(part);
      try (Stream<Path> files = Files.list(part)) {
        for (Path file : files.filter(CacheStore::isTemporary).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
    return store;
  }

  /** The result under a key, when one was noted; whether it is still there is not looked at. */
  public Optional<CacheEntry> find(Digest key) {
    Path file = steps.resolve(name(key));
    Optional<CacheEntry> entry = read(file).flatMap(bytes -> entry(file, bytes));
    if (entry.isPresent() && !entry.get().key().equals(key)) {
      LOG.log(
          System.Logger.Level.WARNING, "dropping the cache entry {0}: it is for another key", file);
      delete(file);
      return Optional.empty();
    }
    return entry;
  }

  /** Notes that an entry served a build. */
  public void used(Digest key, Instant now) {
    Path file = steps.resolve(name(key));
    try {
      Instant before = Files.getLastModifiedTime(file).toInstant();
      if (before.plus(PRECISION).isBefore(now)) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (NoSuchFileException e) {
      // It was just removed: the build has what it found.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("noting the use of the build cache", e);
    }
  }

  /** All entries, in no order. */
  public List<Usage> list() throws IOException {
    var all = new ArrayList<Usage>();
    try (Stream<Path> files = Files.list(steps)) {
      for (Path file : files.filter(f -> !isTemporary(f)).toList()) {
        Instant used = Files.getLastModifiedTime(file).toInstant();
        read(file).flatMap(bytes -> entry(file, bytes)).ifPresent(e -> all.add(new Usage(e, used)));
      }
    }
    return all;
  }

  /** Forgets a result. */
  public void remove(Digest key) {
    delete(steps.resolve(name(key)));
  }

  /** Removes what only explains misses and is older than {@code limit}. */
  public void forgetExplanations(Instant limit) throws IOException {
    for (Path part : List.of(recent, content)) {
      try (Stream<Path> files = Files.list(part)) {
        for (Path file : files.toList()) {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }

  /** Notes a result, which must be complete already. */
  public void put(CacheEntry entry) {
    write(steps.resolve(name(entry.key())), Json.bytes(entry));
  }

  /** Remembers the inputs an instruction had when it was last done. */
  public void remember(Digest place, CacheKey key) {
    write(recent.resolve(name(place)), Json.bytes(new Recent(key.inputs())));
  }

  /** The inputs an instruction had when it was last done. */
  public Optional<List<CacheKey.Input>> last(Digest place) {
    Path file = recent.resolve(name(place));
    return read(file).flatMap(bytes -> parse(file, bytes, Recent.class)).map(Recent::inputs);
  }

  /** Keeps a manifest under its digest, for explanations. */
  public void keep(ContentManifest manifest) {
    Path file = content.resolve(name(manifest.digest()));
    if (!Files.exists(file)) {
      write(file, manifest.bytes());
    }
  }

  /**
   * A manifest kept earlier.
   *
   * @param value of an input of a step: most are no digest of a manifest, but anything
   */
  public Optional<ContentManifest> manifest(String value) {
    return Digest.find(value)
        .flatMap(digest -> read(content.resolve(name(digest))))
        .map(ContentManifest::parse);
  }

  private record Recent(List<CacheKey.Input> inputs) {}

  private Optional<CacheEntry> entry(Path file, byte[] bytes) {
    return parse(file, bytes, CacheEntry.class);
  }

  private <T> Optional<T> parse(Path file, byte[] bytes, Class<T> type) {
    try {
      return Optional.of(Json.parse(bytes, file.toString(), type));
    } catch (InputException e) {
      LOG.log(System.Logger.Level.WARNING, "dropping a damaged cache file: {0}", e.getMessage());
      delete(file);
      return Optional.empty();
    }
  }

  private static Optional<byte[]> read(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the build cache", e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    Path temporary = file.resolveSibling(TEMPORARY + UUID.randomUUID());
    try {
      Files.write(temporary, bytes);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the build cache", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("removing a damaged file of the build cache", e);
    }
  }

  private static boolean isTemporary(Path file) {
    return file.getFileName().toString().startsWith(TEMPORARY);
  }

  private static String name(Digest digest) {
    return digest.toString().replace(':', '-');
  }
}
