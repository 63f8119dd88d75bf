package dev.slipway.registry;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.RepositoryNames;
import dev.slipway.registry.RegistryException.Code;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Repositories, manifests, tags and their history, over a blob store.
 *
 * <p>A repository's name here is the path without a host, {@code P/R/image}. Nothing here asks who
 * may do what; {@link RegistryRoutes} does, and so must other callers that act for somebody.
 */
public final class Registry {
  private static final int CACHED_TAGS = 50_000;
  private static final int CACHED_MANIFESTS = 2_000;
  private static final int CACHED_BLOBS = 100_000;
  private static final int MOUNT_CANDIDATES = 50;

  private final Database database;
  private final Journal journal;
  private final BlobStore blobs;
  private final RegistrySettings settings;
  private final Clock clock;
  private final TagGate gate;
  private final TagTurns turns = new TagTurns();
  private final Cache<TagKey, Digest> tags = new Cache<>(CACHED_TAGS);
  private final Cache<ContentKey, StoredManifest> manifests = new Cache<>(CACHED_MANIFESTS);
  private final Cache<ContentKey, Boolean> links = new Cache<>(CACHED_BLOBS);
  private final Cache<RepositoryPath, Boolean> repositories = new Cache<>(CACHED_TAGS);

  private record TagKey(String name, String tag) {}

  private record ContentKey(String name, Digest digest) {}

  /**
   * @param database opened with {@link #schema} and {@link Journal#SCHEMA}
   */
  public Registry(
      Database database, Journal journal, BlobStore blobs, RegistrySettings settings, Clock clock) {
    this(database, journal, blobs, settings, clock, TagGate.OPEN);
  }

  /** As above, with a gate before the moves of tags. */
  public Registry(
      Database database,
      Journal journal,
      BlobStore blobs,
      RegistrySettings settings,
      Clock clock,
      TagGate gate) {
    this.gate = gate;
    this.database = database;
    this.journal = journal;
    this.blobs = blobs;
    this.settings = settings;
    this.clock = clock;
  }

  /** The registry's tables. */
  public static Schema schema() {
    return RegistryTables.SCHEMA;
  }

  public RegistrySettings settings() {
    return settings;
  }

  /** The repository that an image name lies in. */
  public RepositoryPath repositoryOf(String name) {
    return RepositoryPath.of(name, settings.location());
  }

  /** Whether the repository is there. */
  public boolean hasRepository(RepositoryPath path) {
    return repositories
        .get(
            path,
            p ->
                database.read(sql ->
                    RegistryTables.hasRepository(sql, p)
                        ? Optional.of(Boolean.TRUE)
                        : Optional.empty()))
        .isPresent();
  }

  /** Makes a repository, unless it is there already. */
  public void createRepository(RepositoryPath path, Principal who) {
    database.write(sql -> {
      if (RegistryTables.addRepository(sql, path, who.name(), clock.instant())) {
        journal.append(
            sql,
            "registry.repository.created",
            path.toString(),
            who.name(),
            Json.MAPPER.createObjectNode());
      }
      return path;
    });
  }

  /** The manifest that a tag or digest names; empty when there is none. */
  public Optional<StoredManifest> manifest(String name, String reference) {
    return digest(name, reference).flatMap(digest -> manifest(name, digest));
  }

  /** The manifest of this digest; empty when the repository does not hold it. */
  public Optional<StoredManifest> manifest(String name, Digest digest) {
    return manifests.get(new ContentKey(name, digest), this::load);
  }

  private Optional<StoredManifest> load(ContentKey key) {
    Optional<String> type =
        database.read(sql -> RegistryTables.mediaType(sql, key.name, key.digest));
    return type.map(t -> {
      try {
        return new StoredManifest(key.digest, t, blobs.read(key.digest, settings.maxManifest()));
      } catch (IOException e) {
        throw new UncheckedIOException("reading the manifest " + key.digest, e);
      }
    });
  }

  /** What a tag names now, or the digest itself when {@code reference} is one. */
  public Optional<Digest> digest(String name, String reference) {
    Optional<Digest> digest = Digest.find(reference);
    if (digest.isPresent()) {
      return digest;
    }
    return tags.get(
        new TagKey(name, reference),
        key -> database.read(sql -> RegistryTables.tag(sql, key.name, key.tag)));
  }

  /** Whether the repository holds the blob. */
  public boolean hasBlob(String name, Digest digest) {
    boolean linked =
        links
            .get(
                new ContentKey(name, digest),
                key ->
                    database.read(sql ->
                        RegistryTables.hasBlob(sql, key.name, key.digest)
                            ? Optional.of(Boolean.TRUE)
                            : Optional.empty()))
            .isPresent();
    return linked && blobs.has(digest);
  }

  /** Puts a blob that is in the blob store into a repository. */
  void addBlob(String name, Digest digest) {
    if (!hasBlob(name, digest)) {
      database.write(sql -> {
        RegistryTables.addBlob(sql, name, digest);
        return digest;
      });
    }
  }

  /** Names that hold a blob, to mount it from; not all of them when there are many. */
  List<String> namesWithBlob(Digest digest) {
    return database.read(sql -> RegistryTables.namesWithBlob(sql, digest, MOUNT_CANDIDATES));
  }

  /**
   * Takes a manifest and gives it tags: all or nothing.
   *
   * @param manifest what {@code bytes} say
   * @param digest of {@code bytes}
   * @throws RegistryException when something it names is missing
   */
  void putManifest(
      String name, byte[] bytes, Manifest manifest, Digest digest, List<String> into, Principal who)
      throws IOException {
    blobs.put(digest.algorithm(), bytes);
    gated(
        name,
        into,
        who,
        sql -> {
          checkReferences(sql, name, manifest);
          add(sql, name, digest, bytes.length, manifest, who);
          for (String tag : into) {
            move(sql, name, tag, Optional.of(digest), who);
          }
          return digest;
        });
    into.forEach(tag -> tags.forget(new TagKey(name, tag)));
  }

  /** Moves tags when the gate lets them move, with nobody else moving them in between. */
  private void gated(String name, List<String> into, Principal who, Database.Work<?> work) {
    if (!gate.covers(who)) {
      database.write(work);
      return;
    }
    turns.inTurn(
        name,
        into,
        () -> {
          for (String tag : into) {
            gate.refusal(who, name, tag)
                .ifPresent(reason -> {
                  throw new RegistryException(Code.DENIED, reason);
                });
          }
          database.write(work);
        });
  }

  private void add(Sql sql, String name, Digest digest, long size, Manifest manifest, Principal who)
      throws SQLException {
    RegistryTables.addManifest(
        sql, name, digest, size, manifest, artifactType(manifest), who.name(), clock.instant());
  }

  private static String artifactType(Manifest manifest) {
    return switch (manifest) {
      case ImageManifest image -> image.artifactType().orElse(image.config().mediaType());
      case ImageIndex index -> index.artifactType().orElse("");
    };
  }

  private void checkReferences(Sql sql, String name, Manifest manifest) throws SQLException {
    switch (manifest) {
      case ImageManifest image -> {
        for (Descriptor blob : image.references()) {
          boolean elsewhere = MediaTypes.isForeignLayer(blob.mediaType());
          if (!elsewhere && !RegistryTables.hasBlob(sql, name, blob.digest())) {
            throw missing("the blob " + blob.digest() + " (" + blob.mediaType() + ")", name);
          }
        }
      }
      case ImageIndex index -> {
        for (Descriptor part : index.manifests()) {
          if (settings.sparseIndexes() == RegistrySettings.SparseIndexes.REFUSED
              && RegistryTables.mediaType(sql, name, part.digest()).isEmpty()) {
            throw missing("the manifest " + part.digest(), name);
          }
        }
      }
    }
  }

  private static RegistryException missing(String what, String name) {
    return new RegistryException(
        Code.MANIFEST_BLOB_UNKNOWN, what + " is not in " + name + "; push it first");
  }

  /** Moves a tag and remembers it; nothing happens when it names that already. */
  private void move(Sql sql, String name, String tag, Optional<Digest> to, Principal who)
      throws SQLException {
    Optional<Digest> from = RegistryTables.tag(sql, name, tag);
    if (to.isPresent()) {
      gate.moved(sql, who, name, tag, to.get());
    }
    if (from.equals(to)) {
      return;
    }
    Instant now = clock.instant();
    if (to.isPresent()) {
      RegistryTables.setTag(sql, name, tag, to.get(), now);
    } else {
      RegistryTables.removeTag(sql, name, tag);
    }
    RegistryTables.addMove(sql, new TagMove(name, tag, from, to, now, who.name()));
    var data = Json.MAPPER.createObjectNode();
    from.ifPresent(digest -> data.put("from", digest.toString()));
    to.ifPresent(digest -> data.put("to", digest.toString()));
    journal.append(sql, "registry.tag.moved", name + ":" + tag, who.name(), data);
  }

  /**
   * Puts an image that is in the blob store under a name and tag, with all it consists of; nothing
   * is copied. The repository is made when it is not there.
   *
   * @throws InputException when name or tag are not allowed, or it is no manifest
   * @throws SlipwayException when part of the image is not in the blob store
   */
  public void put(String name, String tag, Descriptor manifest, Principal who) {
    if (!RepositoryNames.isName(name) || !RepositoryNames.isTag(tag)) {
      throw new InputException(
          InputException.Position.of("image name"),
          "\"" + name + ":" + tag + "\" is not a repository with a tag",
          "write it as project/repository/image:tag, in lower case");
    }
    if (!hasRepository(repositoryOf(name))) {
      createRepository(repositoryOf(name), who);
    }
    gated(
        name,
        List.of(tag),
        who,
        sql -> {
          link(sql, name, manifest, who);
          move(sql, name, tag, Optional.of(manifest.digest()), who);
          return tag;
        });
    tags.forget(new TagKey(name, tag));
  }

  private void link(Sql sql, String name, Descriptor descriptor, Principal who)
      throws SQLException {
    byte[] bytes = readLocal(descriptor);
    Manifest manifest = Manifest.parse(bytes, descriptor.mediaType());
    for (Descriptor part : manifest.references()) {
      switch (manifest) {
        case ImageIndex index -> link(sql, name, part, who);
        case ImageManifest image -> {
          if (blobs.has(part.digest())) {
            RegistryTables.addBlob(sql, name, part.digest());
          } else if (!MediaTypes.isForeignLayer(part.mediaType())) {
            throw notLocal(part);
          }
        }
      }
    }
    add(sql, name, descriptor.digest(), bytes.length, manifest, who);
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

  /**
   * Takes a tag away; what it named stays.
   *
   * @return whether there was one
   */
  public boolean removeTag(String name, String tag, Principal who) {
    boolean removed =
        database.write(sql -> {
          boolean there = RegistryTables.tag(sql, name, tag).isPresent();
          move(sql, name, tag, Optional.empty(), who);
          return there;
        });
    tags.forget(new TagKey(name, tag));
    return removed;
  }

  /**
   * Takes a manifest out of a repository, with the tags that name it.
   *
   * @return whether there was one
   * @throws RegistryException when an index still names it
   */
  public boolean removeManifest(String name, Digest digest, Principal who) {
    record Removed(boolean there, List<String> tags) {}
    Removed removed =
        database.write(sql -> {
          refuseWhenUsed(sql, name, digest, "the manifest ");
          List<String> named = RegistryTables.tagsOf(sql, name, digest);
          for (String tag : named) {
            move(sql, name, tag, Optional.empty(), who);
          }
          boolean there = RegistryTables.removeManifest(sql, name, digest);
          if (there) {
            journal.append(
                sql,
                "registry.manifest.removed",
                name + "@" + digest,
                who.name(),
                Json.MAPPER.createObjectNode());
          }
          return new Removed(there, named);
        });
    removed.tags.forEach(tag -> tags.forget(new TagKey(name, tag)));
    manifests.forget(new ContentKey(name, digest));
    return removed.there;
  }

  /**
   * Takes a blob out of a repository.
   *
   * @return whether there was one
   * @throws RegistryException when a manifest still names it
   */
  boolean removeBlob(String name, Digest digest) {
    boolean removed =
        database.write(sql -> {
          refuseWhenUsed(sql, name, digest, "the blob ");
          return RegistryTables.removeBlob(sql, name, digest);
        });
    links.forget(new ContentKey(name, digest));
    return removed;
  }

  private static void refuseWhenUsed(Sql sql, String name, Digest digest, String what)
      throws SQLException {
    List<String> users = RegistryTables.users(sql, name, digest);
    if (!users.isEmpty()) {
      throw new RegistryException(
          Code.UNSUPPORTED,
          what + digest + " is part of " + String.join(", ", users) + "; delete that first");
    }
  }

  /** Manifests whose subject is {@code subject}. */
  List<Descriptor> referrers(String name, Digest subject) {
    return database.read(sql -> RegistryTables.referrers(sql, name, subject));
  }

  /** All tags of a repository, in order. */
  public List<RegistryTag> tags(String name) {
    return tags(name, "", Integer.MAX_VALUE);
  }

  List<RegistryTag> tags(String name, String last, int limit) {
    return database.read(sql -> RegistryTables.tags(sql, name, last, limit));
  }

  /** The moves of a tag, the latest first. */
  public List<TagMove> history(String name, String tag, int limit) {
    return database.read(sql -> RegistryTables.moves(sql, name, tag, limit));
  }

  /** Whether anything has been pushed under this name. */
  boolean isKnown(String name) {
    return database.read(sql -> RegistryTables.isKnown(sql, name));
  }

  /** All names that hold an image, in order. */
  public List<String> names() {
    return names("", Integer.MAX_VALUE);
  }

  List<String> names(String last, int limit) {
    return database.read(sql -> RegistryTables.names(sql, last, limit));
  }

  /** Every digest that some repository holds: what must not be removed from the blob store. */
  public Set<Digest> held() {
    return database.read(RegistryTables::digests).stream()
        .map(Digest::parse)
        .collect(Collectors.toCollection(HashSet::new));
  }

  BlobStore blobs() {
    return blobs;
  }
}
