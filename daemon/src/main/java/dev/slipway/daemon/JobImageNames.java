package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.ImageReference;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What jobs call their images. Each name also stands in the instance's names, under a host that
 * nobody else can write, so that a build can start from it and its content is kept.
 *
 * <p>Names end with their job; those of a process that was killed are removed at the next start.
 */
final class JobImageNames {
  /** The host of these names; {@code internal} is reserved and never resolves. */
  static final String HOST = "jobs.slipway.internal";

  private final ImageNames names;
  private final Clock clock;
  private final Map<String, Map<ImageReference, Entry>> byJob = new HashMap<>();

  /** An image of a job. */
  record Entry(ImageReference name, Descriptor manifest, Instant named) {}

  JobImageNames(ImageNames names, Clock clock) {
    this.names = names;
    this.clock = clock;
    names.list().stream()
        .map(ImageNames.Entry::name)
        .filter(name -> name.host().equals(HOST))
        .forEach(names::remove);
  }

  /**
   * Reads a name as docker does.
   *
   * @throws InputException in docker's words
   */
  static ImageReference parse(String text) {
    try {
      var reference = ImageReference.parse(text);
      return reference.digest().isPresent()
          ? reference
          : reference.withTag(reference.tag().orElse("latest"));
    } catch (InputException e) {
      throw new InputException(
          InputException.Position.of("invalid tag \"" + text + "\""),
          "invalid reference format: " + e.problem(),
          e.hint().orElse(""),
          e);
    }
  }

  synchronized void put(String job, ImageReference name, Descriptor manifest) {
    Instant now = clock.instant();
    byJob
        .computeIfAbsent(job, j -> new LinkedHashMap<>())
        .put(name, new Entry(name, manifest, now));
    names.put(internal(job, name), manifest, now);
  }

  synchronized Optional<Entry> find(String job, ImageReference name) {
    return Optional.ofNullable(byJob.getOrDefault(job, Map.of()).get(name));
  }

  synchronized boolean remove(String job, ImageReference name) {
    names.remove(internal(job, name));
    return byJob.getOrDefault(job, new HashMap<>()).remove(name) != null;
  }

  /** All names of a job, the newest first. */
  synchronized List<Entry> list(String job) {
    var entries = new ArrayList<>(byJob.getOrDefault(job, Map.of()).values());
    entries.sort(Comparator.comparing(Entry::named).reversed());
    return entries;
  }

  synchronized void forget(String job) {
    var entries = byJob.remove(job);
    if (entries != null) {
      entries.keySet().forEach(name -> names.remove(internal(job, name)));
    }
  }

  /** The name that a build may start from. */
  static ImageReference internal(String job, ImageReference name) {
    String repository = digest(job).substring(0, 16) + "/" + digest(name.name());
    return new ImageReference(HOST, repository, name.tag(), Optional.empty());
  }

  private static String digest(String text) {
    return Digest.of(Digest.Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
