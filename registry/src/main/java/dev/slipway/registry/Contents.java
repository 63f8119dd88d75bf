package dev.slipway.registry;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What is where, answered from memory where nothing changed; {@link Cache} says why it is true. */
final class Contents {
  private static final int CACHED_TAGS = 50_000;
  private static final int CACHED_MANIFESTS = 2_000;
  private static final int CACHED_BLOBS = 100_000;

  private final Database database;
  private final BlobStore blobs;
  private final int maxManifest;
  private final Cache<TagKey, Digest> tags = new Cache<>(CACHED_TAGS);
  private final Cache<ContentKey, StoredManifest> manifests = new Cache<>(CACHED_MANIFESTS);
  private final Cache<ContentKey, Boolean> links = new Cache<>(CACHED_BLOBS);

  private record TagKey(String name, String tag) {}

  private record ContentKey(String name, Digest digest) {}

  Contents(Database database, BlobStore blobs, int maxManifest) {
    this.database = database;
    this.blobs = blobs;
    this.maxManifest = maxManifest;
  }

  Optional<StoredManifest> manifest(String name, Digest digest) {
    return manifests.get(new ContentKey(name, digest), this::load);
  }

  private Optional<StoredManifest> load(ContentKey key) {
    Optional<String> type =
        database.read(sql -> ManifestTable.mediaType(sql, key.name, key.digest));
    return type.filter(t -> isWhole(key.digest))
        .map(t -> {
          try {
            return new StoredManifest(key.digest, t, blobs.read(key.digest, maxManifest));
          } catch (IOException e) {
            throw new UncheckedIOException("reading the manifest " + key.digest, e);
          }
        });
  }

  Optional<Digest> tag(String name, String tag) {
    return tags.get(
        new TagKey(name, tag), key -> database.read(sql -> TagTable.find(sql, key.name, key.tag)));
  }

  boolean hasBlob(String name, Digest digest) {
    boolean linked =
        links
            .get(
                new ContentKey(name, digest),
                key ->
                    database.read(sql -> BlobTable.has(sql, key.name, key.digest))
                        ? Optional.of(Boolean.TRUE)
                        : Optional.empty())
            .isPresent();
    return linked && blobs.has(digest) && isWhole(digest);
  }

  private boolean isWhole(Digest digest) {
    try {
      return blobs.isWhole(digest);
    } catch (IOException e) {
      throw new UncheckedIOException("checking the blob " + digest, e);
    }
  }

  void forgetTag(String name, String tag) {
    tags.forget(new TagKey(name, tag));
  }

  void forgetManifest(String name, Digest digest) {
    manifests.forget(new ContentKey(name, digest));
  }

  void forgetBlob(String name, Digest digest) {
    links.forget(new ContentKey(name, digest));
  }
}
