package dev.slipway.dockerfile.base;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which image of a registry each repository builds on: the one that a name meant when the
 * repository first built on it, until somebody asks for newer ones. Kept in one file; safe for
 * concurrent use.
 */
public final class BaseLocks {
  /** What was pulled for anybody, so that images built here under the same name are told apart. */
  private static final String ANYBODY = "";

  private final Path file;
  private final TreeMap<String, Lock> locks = new TreeMap<>();

  /**
   * One lock.
   *
   * @param repository {@code OWNER/NAME}, or the directory of one on this machine
   * @param reference the name in Dockerfiles, with a tag
   * @param manifest the image or index that it stands for
   * @param since when it was locked to that
   */
  public record Lock(
      @JsonProperty("repository") String repository,
      @JsonProperty("reference") ImageReference reference,
      @JsonProperty("manifest") Descriptor manifest,
      @JsonProperty("since") Instant since) {}

  private record Content(@JsonProperty("locks") List<Lock> locks) {}

  private BaseLocks(Path file) {
    this.file = file;
  }

  /** Reads the locks in {@code file}; it need not exist. */
  public static BaseLocks open(Path file) throws IOException {
    var locks = new BaseLocks(file);
    if (Files.exists(file)) {
      var content = Json.parse(Files.readAllBytes(file), file.toString(), Content.class);
      content.locks.forEach(lock -> locks.locks.put(key(lock.repository, lock.reference), lock));
    }
    return locks;
  }

  /** What a name means to a repository. */
  public synchronized Optional<Lock> find(String repository, ImageReference reference) {
    return Optional.ofNullable(locks.get(key(repository, reference)));
  }

  /** The locks of a repository, by name. */
  public synchronized List<Lock> list(String repository) {
    return locks.values().stream().filter(lock -> lock.repository.equals(repository)).toList();
  }

  /** Every image that is locked to or was pulled last. */
  public synchronized List<Descriptor> images() {
    return locks.values().stream().map(Lock::manifest).distinct().toList();
  }

  /** Notes that a registry answered a name with an image. */
  void pulled(ImageReference reference, Descriptor manifest, Instant now) {
    put(ANYBODY, reference, manifest, now);
  }

  /** Whether the image under a name came from a registry, and was not built here. */
  synchronized boolean isPulled(ImageReference reference, Digest digest) {
    String name = key(ANYBODY, reference);
    return locks.values().stream()
        .filter(lock -> key(ANYBODY, lock.reference).equals(name))
        .anyMatch(lock -> lock.manifest.digest().equals(digest));
  }

  /** Locks a name; an equal lock keeps its time. */
  synchronized void put(
      String repository, ImageReference reference, Descriptor manifest, Instant now) {
    ImageReference tagged = reference.withTag(reference.tag().orElse("latest"));
    Lock before = locks.get(key(repository, tagged));
    if (before == null || !before.manifest.equals(manifest)) {
      locks.put(key(repository, tagged), new Lock(repository, tagged, manifest, now));
      save();
    }
  }

  private void save() {
    try {
      DurableFiles.write(file, Json.bytes(new Content(List.copyOf(locks.values()))));
    } catch (IOException e) {
      throw new UncheckedIOException("writing the locks of base images to " + file, e);
    }
  }

  private static String key(String repository, ImageReference reference) {
    return repository + "\n" + reference.name() + ":" + reference.tag().orElse("latest");
  }
}
