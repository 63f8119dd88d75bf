package dev.slipway.registry;

import dev.slipway.base.SlipwayException;
import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.registry.RegistryException.Code;
import dev.slipway.store.Database;
import dev.slipway.store.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What comes in: blobs, manifests, whole local images. A collection never gets in between. */
final class Pushes {
  private static final String PUSH = "push";

  private final Database database;
  private final BlobStore blobs;
  private final Contents contents;
  private final Tags tags;
  private final RegistryEvents events;
  private final RegistrySettings settings;
  private final Clock clock;

  Pushes(
      Database database,
      BlobStore blobs,
      Contents contents,
      Tags tags,
      RegistryEvents events,
      RegistrySettings settings,
      Clock clock) {
    this.database = database;
    this.blobs = blobs;
    this.contents = contents;
    this.tags = tags;
    this.events = events;
    this.settings = settings;
    this.clock = clock;
  }

  /** Puts a blob that is in the blob store, and is held there, into a repository. */
  void addBlob(String name, Digest digest) {
    if (!contents.hasBlob(name, digest)) {
      database.write(sql -> {
        BlobTable.add(sql, name, digest, clock.instant());
        return digest;
      });
    }
  }

  /** Takes a manifest and gives it tags: all or nothing. */
  void manifest(
      String name,
      byte[] bytes,
      Manifest manifest,
      Digest digest,
      List<TagChange> into,
      Principal who)
      throws IOException {
    try (var arrival = blobs.arrivals().begin(digest)) {
      blobs.put(digest.algorithm(), bytes);
      tags.inTurn(
          into,
          who,
          sql -> {
            checkReferences(sql, name, manifest);
            add(sql, name, digest, bytes.length, manifest, who);
            for (TagChange change : into) {
              tags.move(sql, change, PUSH, who);
            }
            return digest;
          });
      arrival.done();
    }
  }

  private void add(Sql sql, String name, Digest digest, long size, Manifest manifest, Principal who)
      throws SQLException {
    if (ManifestTable.add(sql, name, digest, size, manifest, who.name(), clock.instant())) {
      var data = RegistryEvents.data().put("mediaType", manifest.mediaType());
      events.append(sql, "manifest.pushed", name + "@" + digest, who, data);
    }
  }

  private void checkReferences(Sql sql, String name, Manifest manifest) throws SQLException {
    switch (manifest) {
      case ImageManifest image -> {
        for (Descriptor blob : image.references()) {
          boolean elsewhere = MediaTypes.isForeignLayer(blob.mediaType());
          if (!elsewhere && !isHere(BlobTable.has(sql, name, blob.digest()), blob)) {
            throw missing("the blob " + blob.digest() + " (" + blob.mediaType() + ")", name);
          }
        }
      }
      case ImageIndex index -> {
        for (Descriptor part : index.manifests()) {
          if (settings.sparseIndexes() == RegistrySettings.SparseIndexes.REFUSED
              && !isHere(ManifestTable.has(sql, name, part.digest()), part)) {
            throw missing("the manifest " + part.digest(), name);
          }
        }
      }
    }
  }

  /** A file may have been found damaged since its row was written, and then is gone. */
  private boolean isHere(boolean isNoted, Descriptor part) {
    return isNoted && blobs.has(part.digest());
  }

  private static RegistryException missing(String what, String name) {
    return new RegistryException(
        Code.MANIFEST_BLOB_UNKNOWN, what + " is not in " + name + "; push it first");
  }

  /** Puts a local image under a name and tag, with all it consists of; nothing is copied. */
  void local(String name, String tag, Descriptor root, Principal who) {
    // Each part once, however often indexes name it; what names others comes before them.
    Map<Digest, Part> parts = collect(root);
    try (var _ = blobs.hold(parts.keySet())) {
      var change = TagChange.to(name, tag, root.digest());
      tags.inTurn(
          List.of(change),
          who,
          sql -> {
            for (Part part : parts.values()) {
              link(sql, name, part, who);
            }
            tags.move(sql, change, PUSH, who);
            return tag;
          });
    }
  }

  /** Something an image consists of: a manifest or index, or a blob. */
  private sealed interface Part {
    Descriptor descriptor();

    record Document(Descriptor descriptor, Manifest manifest, long size) implements Part {}

    record Blob(Descriptor descriptor) implements Part {}
  }

  private Map<Digest, Part> collect(Descriptor root) {
    Map<Digest, Part> parts = new LinkedHashMap<>();
    Deque<Descriptor> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Descriptor next = open.pop();
      if (parts.containsKey(next.digest())) {
        continue;
      }
      byte[] bytes = readLocal(next);
      Manifest manifest = Manifest.parse(bytes, next.mediaType());
      parts.put(next.digest(), new Part.Document(next, manifest, bytes.length));
      for (Descriptor part : manifest.references()) {
        switch (manifest) {
          case ImageIndex index -> open.push(part);
          case ImageManifest image -> parts.putIfAbsent(part.digest(), new Part.Blob(part));
        }
      }
    }
    return parts;
  }

  private void link(Sql sql, String name, Part part, Principal who) throws SQLException {
    Descriptor descriptor = part.descriptor();
    boolean here = blobs.has(descriptor.digest());
    if (!here && !MediaTypes.isForeignLayer(descriptor.mediaType())) {
      throw notLocal(descriptor);
    }
    switch (part) {
      case Part.Document(Descriptor of, Manifest manifest, long size) ->
          add(sql, name, of.digest(), size, manifest, who);
      case Part.Blob(Descriptor blob) -> {
        if (here) {
          BlobTable.add(sql, name, blob.digest(), clock.instant());
        }
      }
    }
  }

  private byte[] readLocal(Descriptor descriptor) {
    try {
      return blobs.read(descriptor.digest(), settings.maxManifest());
    } catch (NoSuchFileException e) {
      throw notLocal(descriptor);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the manifest " + descriptor.digest(), e);
    }
  }

  private static SlipwayException notLocal(Descriptor part) {
    return new SlipwayException(
        "the image cannot be put into the registry: its part "
            + part.digest()
            + " ("
            + part.mediaType()
            + ") is not in the blob store; build or pull it again");
  }
}
