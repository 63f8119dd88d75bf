package dev.slipway.registry;

import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Manifest;
import dev.slipway.registry.RegistryException.Code;
import dev.slipway.registry.cleanup.CleanupSnapshot;
import dev.slipway.store.Database;
import dev.slipway.store.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What goes out, and back in. A removed image is kept with all it consists of for the undo window;
 * its bytes go when a collection finds that nothing needs them.
 */
public final class Removals {
  static final String DELETE = "delete";
  private static final int SHOWN_USERS = 5;

  private final Database database;
  private final BlobStore blobs;
  private final Contents contents;
  private final Repositories repositories;
  private final Tags tags;
  private final RegistryEvents events;
  private final RegistrySettings settings;
  private final Clock clock;

  Removals(
      Database database,
      BlobStore blobs,
      Contents contents,
      Repositories repositories,
      Tags tags,
      RegistryEvents events,
      RegistrySettings settings,
      Clock clock) {
    this.database = database;
    this.blobs = blobs;
    this.contents = contents;
    this.repositories = repositories;
    this.tags = tags;
    this.events = events;
    this.settings = settings;
    this.clock = clock;
  }

  /** Takes a tag away; returns whether there was one. What it named stays. */
  boolean tag(String name, String tag, Principal who) {
    var change = new TagChange(name, tag, Optional.empty(), new TagChange.Expected.Anything());
    boolean removed =
        database.write(sql -> {
          boolean there = TagTable.find(sql, name, tag).isPresent();
          tags.move(sql, change, DELETE, who);
          return there;
        });
    contents.forgetTag(name, tag);
    return removed;
  }

  /**
   * Takes a manifest out of a repository, with the tags that name it.
   *
   * @return whether there was one
   * @throws RegistryException when an index still names it, or its tags are immutable
   */
  boolean manifest(String name, Digest digest, Principal who) {
    List<String> gone = new ArrayList<>();
    boolean removed =
        database.write(sql -> {
          gone.clear();
          refuseWhenUsed(sql, name, digest, "the manifest ");
          List<String> named = TagTable.of(sql, name, digest);
          if (!named.isEmpty()
              && repositories.tagsOf(sql, name) != CleanupSnapshot.TagMobility.MOVABLE) {
            throw new RegistryException(
                Code.MANIFEST_INVALID,
                "cannot delete tag "
                    + named.getFirst()
                    + ". The repository has enabled tag immutability");
          }
          gone.addAll(named);
          return take(sql, name, digest, DELETE, who);
        });
    gone.forEach(tag -> contents.forgetTag(name, tag));
    contents.forgetManifest(name, digest);
    return removed;
  }

  /**
   * Takes an image out when it is still as a clean-up saw it.
   *
   * @return whether it did
   */
  boolean unchanged(String name, Digest digest, List<String> seen, String cause, Principal who) {
    boolean removed =
        database.write(sql ->
            TagTable.of(sql, name, digest).equals(seen)
                && ManifestTable.users(sql, name, digest).isEmpty()
                && take(sql, name, digest, cause, who));
    seen.forEach(tag -> contents.forgetTag(name, tag));
    contents.forgetManifest(name, digest);
    return removed;
  }

  private boolean take(Sql sql, String name, Digest digest, String cause, Principal who)
      throws SQLException {
    Optional<StoredVersion> version = ManifestTable.version(sql, name, digest);
    if (version.isEmpty()) {
      return false;
    }
    var now = clock.instant();
    List<String> named = TagTable.of(sql, name, digest);
    for (String tag : named) {
      tags.moveAnyway(
          sql,
          new TagChange(name, tag, Optional.empty(), new TagChange.Expected.Anything()),
          cause,
          who);
    }
    StoredVersion image = version.get();
    RemovedTable.add(
        sql,
        new RemovedImage(
            0,
            name,
            digest,
            image.mediaType(),
            image.pushed(),
            image.pusher(),
            named,
            now,
            who.name(),
            cause),
        ManifestTable.referencesOf(sql, name, digest));
    ManifestTable.remove(sql, name, digest, now);
    var data = RegistryEvents.data().put("cause", cause);
    events.append(sql, "manifest.removed", name + "@" + digest, who, data);
    return true;
  }

  /**
   * Takes a blob out of a repository.
   *
   * @return whether there was one
   * @throws RegistryException when a manifest still names it
   */
  boolean blob(String name, Digest digest, Principal who) {
    boolean removed =
        database.write(sql -> {
          refuseWhenUsed(sql, name, digest, "the blob ");
          boolean there = BlobTable.remove(sql, name, digest, clock.instant());
          if (there) {
            events.append(sql, "blob.removed", name + "@" + digest, who, RegistryEvents.data());
          }
          return there;
        });
    contents.forgetBlob(name, digest);
    return removed;
  }

  private static void refuseWhenUsed(Sql sql, String name, Digest digest, String what)
      throws SQLException {
    List<String> users = ManifestTable.users(sql, name, digest);
    if (!users.isEmpty()) {
      String shown = String.join(", ", users.subList(0, Math.min(SHOWN_USERS, users.size())));
      throw new RegistryException(
          Code.UNSUPPORTED, what + digest + " is part of " + shown + "; delete that first");
    }
  }

  /** Takes a repository away with all that is in it. */
  public void repository(RepositoryPath path, Principal who) {
    record Gone(List<TagChange> tags, List<StoredVersion> images, List<BlobTable.Unused> blobs) {}
    Gone gone =
        database.write(sql -> {
          var all = new Gone(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
          if (RepositoryTable.find(sql, path).isEmpty()) {
            throw Repositories.missing(path);
          }
          for (String name : NameTable.in(sql, path)) {
            for (StoredVersion image : ManifestTable.versions(sql, name)) {
              TagTable.of(sql, name, image.digest())
                  .forEach(tag -> all.tags.add(TagChange.to(name, tag, image.digest())));
              take(sql, name, image.digest(), "repository deleted", who);
              all.images.add(image);
            }
            for (Digest blob : BlobTable.of(sql, name)) {
              BlobTable.remove(sql, name, blob, clock.instant());
              all.blobs.add(new BlobTable.Unused(name, blob));
            }
          }
          repositories.remove(sql, path, who);
          return all;
        });
    gone.tags.forEach(tag -> contents.forgetTag(tag.name(), tag.tag()));
    gone.images.forEach(image -> contents.forgetManifest(image.name(), image.digest()));
    gone.blobs.forEach(blob -> contents.forgetBlob(blob.name(), blob.digest()));
    repositories.forget(path);
  }

  /** Images that can be restored, the last removed first. */
  public List<RemovedImage> removed(int limit) {
    return database.read(sql -> RemovedTable.list(sql, limit));
  }

  /** What one clean-up removed and can be restored. */
  public List<RemovedImage> removedBy(String cause) {
    return database.read(sql -> RemovedTable.of(sql, cause));
  }

  /**
   * Brings an image back, with those of its tags that name nothing else by now.
   *
   * @throws RegistryException when it was not removed within the undo window
   */
  public List<RemovedImage> restore(String name, Digest digest, Principal who) {
    return restore(
        database.read(sql -> RemovedTable.of(sql, name, digest)).stream().limit(1).toList(),
        name + "@" + digest,
        who);
  }

  /** Brings back all that one clean-up removed; {@code cause} is what it wrote to the history. */
  public List<RemovedImage> restore(String cause, Principal who) {
    return restore(database.read(sql -> RemovedTable.of(sql, cause)), cause, who);
  }

  private List<RemovedImage> restore(List<RemovedImage> images, String what, Principal who) {
    if (images.isEmpty()) {
      throw new RegistryException(
          Code.MANIFEST_UNKNOWN,
          "nothing of "
              + what
              + " can be restored: it was not removed within the last "
              + settings.undoWindow().toHours()
              + " hours");
    }
    // The last removed comes first: what is part of another was removed after it.
    for (RemovedImage image : images) {
      database.write(sql -> {
        if (!RemovedTable.of(sql, image.name(), image.digest()).isEmpty()) {
          bringBack(sql, image, who);
        }
        return image;
      });
      image.tags().forEach(tag -> contents.forgetTag(image.name(), tag));
    }
    return images;
  }

  private void bringBack(Sql sql, RemovedImage image, Principal who) throws SQLException {
    byte[] bytes = read(image);
    Manifest manifest = Manifest.parse(bytes, image.mediaType());
    repositories.add(sql, repositories.pathOf(image.name()), Repository.Settings.DEFAULT, who);
    var now = clock.instant();
    ManifestTable.add(
        sql, image.name(), image.digest(), bytes.length, manifest, image.pusher(), image.pushed());
    for (Digest reference : RemovedTable.references(sql, image)) {
      switch (manifest) {
        case ImageManifest _ -> {
          if (blobs.has(reference)) {
            BlobTable.add(sql, image.name(), reference, now);
          }
        }
        case ImageIndex _ -> bringBackPart(sql, image.name(), reference, who);
      }
    }
    for (String tag : image.tags()) {
      if (TagTable.find(sql, image.name(), tag).isEmpty()) {
        var change = TagChange.to(image.name(), tag, image.digest());
        tags.moveAnyway(sql, change, "restored", who);
      }
    }
    RemovedTable.remove(sql, image, now);
    events.append(
        sql,
        "manifest.restored",
        image.name() + "@" + image.digest(),
        who,
        RegistryEvents.data().put("cause", image.cause()));
  }

  private void bringBackPart(Sql sql, String name, Digest part, Principal who) throws SQLException {
    if (ManifestTable.mediaType(sql, name, part).isEmpty()) {
      List<RemovedImage> removed = RemovedTable.of(sql, name, part);
      if (!removed.isEmpty()) {
        bringBack(sql, removed.getFirst(), who);
      }
    }
  }

  private byte[] read(RemovedImage image) {
    try {
      return blobs.read(image.digest(), settings.maxManifest());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the removed manifest " + image.digest(), e);
    }
  }
}
