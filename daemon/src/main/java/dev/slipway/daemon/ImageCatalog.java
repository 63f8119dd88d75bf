package dev.slipway.daemon;

import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.client.Credentials;
import dev.slipway.oci.client.RegistryClient;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.RegistryTag;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All images of an instance by name, whether a build named them or a client pushed them.
 *
 * <p>A name at this instance's own registry, or at a host it answers for, means what the registry
 * says, and only when that does not know it what a build named so.
 */
final class ImageCatalog {
  private static final int MAX_DOCUMENT = 8 << 20;
  private static final String DEFAULT_TAG = "latest";

  private final BlobStore blobs;
  private final ImageNames names;
  private final Registry registry;
  private final Credentials credentials;
  private final String ownHost;
  private final Set<String> hosts;

  /** One name. */
  record Entry(String name, Descriptor manifest) {}

  /**
   * @param ownHost where the registry is served, such as {@code 127.0.0.1:7717}
   * @param hosts all hosts whose images are here, {@code ownHost} among them
   */
  ImageCatalog(
      BlobStore blobs,
      ImageNames names,
      Registry registry,
      Credentials credentials,
      String ownHost,
      Set<String> hosts) {
    this.blobs = blobs;
    this.names = names;
    this.registry = registry;
    this.credentials = credentials;
    this.ownHost = ownHost;
    this.hosts = Set.copyOf(hosts);
  }

  /** Whether images of this host are here. */
  boolean isHere(String host) {
    return hosts.contains(host);
  }

  /** The image's manifest or index, with all its blobs here; empty when it is not known. */
  Optional<Descriptor> find(ImageReference reference) {
    return inRegistry(reference)
        .or(() -> names.find(reference).map(ImageNames.Entry::manifest))
        .filter(descriptor -> blobs.has(descriptor.digest()));
  }

  /**
   * The image that a push of this name means: the one last built or tagged here, which the registry
   * may know under this name only in an earlier state.
   */
  Optional<Descriptor> findToPush(ImageReference reference) {
    return names
        .find(reference)
        .map(ImageNames.Entry::manifest)
        .filter(descriptor -> blobs.has(descriptor.digest()))
        .or(() -> inRegistry(reference));
  }

  /** The image when its host is this instance and its registry holds it. */
  Optional<Descriptor> inRegistry(ImageReference reference) {
    if (!hosts.contains(reference.host())) {
      return Optional.empty();
    }
    String what =
        reference
            .digest()
            .map(Object::toString)
            .orElseGet(() -> reference.tag().orElse(DEFAULT_TAG));
    return registry
        .manifest(reference.repository(), what)
        .map(m -> Descriptor.of(m.mediaType(), m.digest(), m.bytes().length));
  }

  /** Every name: those of builds, and the tags of the registry. */
  List<Entry> list() throws IOException {
    var entries = new ArrayList<Entry>();
    names.list().stream()
        .filter(e -> !e.name().host().equals(JobImageNames.HOST))
        .forEach(e -> entries.add(new Entry(e.name().toString(), e.manifest())));
    for (String repository : registry.names()) {
      for (RegistryTag tag : registry.tags(repository)) {
        registry
            .manifest(repository, tag.digest())
            .ifPresent(m ->
                entries.add(
                    new Entry(
                        ownHost + "/" + repository + ":" + tag.tag(),
                        Descriptor.of(m.mediaType(), m.digest(), m.bytes().length))));
      }
    }
    return entries;
  }

  /** What a client would download: configuration and layers, of all platforms of an index. */
  long compressedBytes(Descriptor descriptor) throws IOException {
    long sum = 0;
    // Each document once: an index may name the same one any number of times.
    var seen = new HashSet<Digest>();
    var open = new ArrayDeque<Descriptor>(List.of(descriptor));
    while (!open.isEmpty()) {
      Descriptor next = open.pop();
      if (!seen.add(next.digest()) || !blobs.has(next.digest())) {
        continue;
      }
      byte[] document = blobs.read(next.digest(), MAX_DOCUMENT);
      switch (Manifest.parse(document, next.mediaType())) {
        case ImageManifest manifest ->
            sum +=
                manifest.config().size()
                    + manifest.layers().stream().mapToLong(Descriptor::size).sum();
        case ImageIndex index -> index.manifests().forEach(open::push);
      }
    }
    return sum;
  }

  /**
   * Puts an image into the registry that {@code destination} names. For this instance's own nothing
   * is copied.
   *
   * @throws HttpException when its tag may not move
   */
  void push(Descriptor manifest, ImageReference destination, Principal principal)
      throws IOException {
    if (hosts.contains(destination.host())) {
      try {
        registry.put(
            destination.repository(), destination.tag().orElse(DEFAULT_TAG), manifest, principal);
      } catch (RegistryException e) {
        throw new HttpException(e.status(), String.valueOf(e.getMessage()));
      }
    } else {
      new RegistryClient(blobs, credentials).push(manifest, destination);
    }
  }
}
