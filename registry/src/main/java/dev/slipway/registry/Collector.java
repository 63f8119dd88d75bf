package dev.slipway.registry;

import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.store.Database;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Collects what nothing needs any more, while the registry serves.
 *
 * <pre>
 * blob that no manifest came for  ─┐
 * removed image, window over      ─┼─► loose ─► needed after all? stays : its file goes
 * manifest or blob deleted        ─┤
 * file that a crash left           ─┘
 * </pre>
 *
 * Nothing is searched for: what lets go of content says so in the same transaction, and what comes
 * in is noted before it is there ({@link dev.slipway.oci.BlobArrivals}). A file goes only while
 * nobody holds it ({@link BlobStore#hold}) and no table names it, and both are looked at in one
 * step, so a push that relies on it either finds it or stores it anew. A crash leaves the content
 * loose; the next collection finishes.
 */
public final class Collector {
  static final Principal SELF = new Principal("system:slipway-registry", Set.of());

  private final Database database;
  private final BlobStore blobs;
  private final Contents contents;
  private final AskedBlobs asked;
  private final RegistryEvents events;
  private final RegistrySettings settings;
  private final ContentOwners owners;
  private final Clock clock;

  /**
   * What a collection did.
   *
   * @param abandoned blobs taken out of repositories because no manifest came for them
   * @param expired removed images that can no longer be restored
   * @param blobs files removed
   * @param bytes what they held
   */
  public record Collected(int abandoned, int expired, int blobs, long bytes) {}

  Collector(
      Database database,
      BlobStore blobs,
      Contents contents,
      AskedBlobs asked,
      RegistryEvents events,
      RegistrySettings settings,
      ContentOwners owners,
      Clock clock) {
    this.database = database;
    this.blobs = blobs;
    this.contents = contents;
    this.asked = asked;
    this.events = events;
    this.settings = settings;
    this.owners = owners;
    this.clock = clock;
  }

  /** Collects once; runs beside everything else, but not twice at once. */
  public synchronized Collected collect() throws IOException {
    Instant now = clock.instant();
    Instant limit = now.minus(settings.uploadGrace());
    blobs.expireUploads(limit);
    int abandoned = abandon(limit);
    int expired = expire(now.minus(settings.undoWindow()));
    asked.forgetBefore(limit);
    takeUpLeftBehind(now);
    int files = 0;
    long bytes = 0;
    Set<Digest> needed = owners.needed();
    for (Digest digest : database.read(LooseTable::all)) {
      long size = blobs.find(digest).orElse(0L);
      if (needed.contains(digest)) {
        continue;
      }
      boolean removed = blobs.removeUnless(digest, () -> isHeld(digest));
      settle(digest);
      files += removed ? 1 : 0;
      bytes += removed ? size : 0;
    }
    var collected = new Collected(abandoned, expired, files, bytes);
    if (abandoned + expired + files > 0) {
      var data =
          RegistryEvents.data()
              .put("abandoned", abandoned)
              .put("expired", expired)
              .put("blobs", files)
              .put("bytes", bytes);
      events.submit("collected", "registry", SELF, data);
    }
    return collected;
  }

  /** What a crash left between a blob's file and its row. */
  private void takeUpLeftBehind(Instant now) throws IOException {
    for (Digest digest : blobs.arrivals().leftBehind()) {
      database.write(sql -> {
        LooseTable.add(sql, digest, now);
        return digest;
      });
      blobs.arrivals().forget(digest);
    }
  }

  private boolean isHeld(Digest digest) {
    return database.read(sql -> LooseTable.isHeld(sql, digest));
  }

  /** Held or gone, it is loose no longer; what somebody holds just now stays for the next time. */
  private void settle(Digest digest) {
    database.write(sql -> {
      if (LooseTable.isHeld(sql, digest) || !blobs.has(digest)) {
        LooseTable.remove(sql, digest);
      }
      return digest;
    });
  }

  private int abandon(Instant limit) {
    List<BlobTable.Unused> unused = database.read(sql -> BlobTable.unused(sql, limit));
    int count = 0;
    for (BlobTable.Unused blob : unused) {
      if (asked.isAskedSince(blob.name(), blob.digest(), limit)) {
        continue;
      }
      boolean removed =
          database.write(sql ->
              ManifestTable.users(sql, blob.name(), blob.digest()).isEmpty()
                  && BlobTable.remove(sql, blob.name(), blob.digest(), clock.instant()));
      contents.forgetBlob(blob.name(), blob.digest());
      count += removed ? 1 : 0;
    }
    return count;
  }

  private int expire(Instant limit) {
    List<RemovedImage> images = database.read(sql -> RemovedTable.before(sql, limit));
    for (RemovedImage image : images) {
      database.write(sql -> {
        RemovedTable.remove(sql, image, clock.instant());
        return image;
      });
    }
    return images.size();
  }
}
