package dev.slipway.registry;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.RepositoryNames;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Repositories, manifests, tags and their history, over a blob store: the parts of a registry,
 * wired, and what others in the process ask of it.
 *
 * <p>A repository's name here is the path without a host, {@code P/R/image}. Nothing here asks who
 * may do what; {@link RegistryRoutes} does, and so must other callers that act for somebody.
 */
public final class Registry {
  private static final int MOUNT_CANDIDATES = 50;

  private final Database database;
  private final BlobStore blobs;
  private final RegistrySettings settings;
  private final Contents contents;
  private final Repositories repositories;
  private final Tags tags;
  private final Pushes pushes;
  private final Removals removals;
  private final CleanUp cleanUp;
  private final Collector collector;
  private final PullRecord pulls;
  private final AskedBlobs asked;
  private final RegistryEvents events;
  private final RegistryMetrics metrics = new RegistryMetrics();

  /**
   * @param database opened with {@link #schema} and {@link Journal#SCHEMA}
   */
  public Registry(
      Database database, Journal journal, BlobStore blobs, RegistrySettings settings, Clock clock) {
    this(database, journal, blobs, settings, clock, TagGate.OPEN, ContentOwners.NONE);
  }

  /**
   * As above.
   *
   * @param gate asked before tags move
   * @param owners who else needs what is in the blob store
   */
  public Registry(
      Database database,
      Journal journal,
      BlobStore blobs,
      RegistrySettings settings,
      Clock clock,
      TagGate gate,
      ContentOwners owners) {
    this.database = database;
    this.blobs = blobs;
    this.settings = settings;
    this.events = new RegistryEvents(database, journal);
    this.contents = new Contents(database, blobs, settings.maxManifest());
    this.repositories = new Repositories(database, events, settings.location(), clock);
    var rules = new TagRules(settings.environments());
    this.tags = new Tags(database, contents, repositories, events, rules, gate, clock);
    this.pushes = new Pushes(database, blobs, contents, tags, events, settings, clock);
    this.removals =
        new Removals(database, blobs, contents, repositories, tags, events, settings, clock);
    this.cleanUp = new CleanUp(database, repositories, removals, events, clock);
    this.asked = new AskedBlobs(clock);
    this.collector =
        new Collector(database, blobs, contents, asked, events, settings, owners, clock);
    this.pulls = new PullRecord(database, events, clock);
  }

  /** The registry's tables. */
  public static Schema schema() {
    return RegistrySchema.SCHEMA;
  }

  public RegistrySettings settings() {
    return settings;
  }

  public Repositories repositories() {
    return repositories;
  }

  /** Moves of tags, and what is known of them. */
  public Tags moves() {
    return tags;
  }

  public Removals removals() {
    return removals;
  }

  public CleanUp cleanUp() {
    return cleanUp;
  }

  public Collector collector() {
    return collector;
  }

  public RegistryMetrics metrics() {
    return metrics;
  }

  RegistryEvents events() {
    return events;
  }

  BlobStore blobs() {
    return blobs;
  }

  /** The repository that an image name lies in. */
  public RepositoryPath repositoryOf(String name) {
    return repositories.pathOf(name);
  }

  /** Whether the repository is there. */
  public boolean hasRepository(RepositoryPath path) {
    return repositories.has(path);
  }

  /** Makes a repository, unless it is there already. */
  public void createRepository(RepositoryPath path, Principal who) {
    repositories.ensure(path, who);
  }

  /** The manifest that a tag or digest names; empty when there is none. */
  public Optional<StoredManifest> manifest(String name, String reference) {
    return digest(name, reference).flatMap(digest -> manifest(name, digest));
  }

  /** The manifest of this digest; empty when the repository does not hold it. */
  public Optional<StoredManifest> manifest(String name, Digest digest) {
    return contents.manifest(name, digest);
  }

  /** What a tag names now, or the digest itself when {@code reference} is one. */
  public Optional<Digest> digest(String name, String reference) {
    Optional<Digest> digest = Digest.find(reference);
    return digest.isPresent() ? digest : contents.tag(name, reference);
  }

  /** Whether the repository holds the blob. */
  public boolean hasBlob(String name, Digest digest) {
    return contents.hasBlob(name, digest);
  }

  /** As {@link #hasBlob}, for somebody who goes by the answer and does not push the blob. */
  boolean offersBlob(String name, Digest digest) {
    boolean there = contents.hasBlob(name, digest);
    if (there) {
      asked.asked(name, digest);
    }
    return there;
  }

  /** Puts a blob that is in the blob store, and is held there, into a repository. */
  void addBlob(String name, Digest digest) {
    pushes.addBlob(name, digest);
    asked.asked(name, digest);
  }

  /** Names that hold a blob, to mount it from; not all of them when there are many. */
  List<String> namesWithBlob(Digest digest) {
    return database.read(sql -> BlobTable.names(sql, digest, MOUNT_CANDIDATES));
  }

  /** Notes that somebody pulled an image. */
  void pulled(String name, Digest digest, Principal who) {
    pulls.pulled(name, digest, who);
  }

  /**
   * Takes a manifest and gives it tags: all or nothing.
   *
   * @param manifest what {@code bytes} say
   * @param digest of {@code bytes}
   * @throws RegistryException when something it names is missing, or a tag may not move
   */
  void putManifest(
      String name,
      byte[] bytes,
      Manifest manifest,
      Digest digest,
      List<TagChange> into,
      Principal who)
      throws IOException {
    pushes.manifest(name, bytes, manifest, digest, into, who);
  }

  /**
   * Puts an image that is in the blob store under a name and tag, with all it consists of; nothing
   * is copied. The repository is made when it is not there.
   *
   * @throws InputException when name or tag are not allowed, or it is no manifest
   * @throws RegistryException when the tag may not move
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
    pushes.local(name, tag, manifest, who);
  }

  /**
   * Takes a tag away; what it named stays.
   *
   * @return whether there was one
   */
  public boolean removeTag(String name, String tag, Principal who) {
    return removals.tag(name, tag, who);
  }

  /**
   * Takes a manifest out of a repository, with the tags that name it.
   *
   * @return whether there was one
   * @throws RegistryException when an index still names it, or its tags are immutable
   */
  public boolean removeManifest(String name, Digest digest, Principal who) {
    return removals.manifest(name, digest, who);
  }

  /** Manifests whose subject is {@code subject}. */
  List<Descriptor> referrers(String name, Digest subject) {
    return database.read(sql -> ManifestTable.referrers(sql, name, subject));
  }

  /** All images and indexes under a name, the latest first. */
  public List<StoredVersion> versions(String name) {
    return database.read(sql -> ManifestTable.versions(sql, name));
  }

  /** All tags of a repository, in order. */
  public List<RegistryTag> tags(String name) {
    return tags(name, "", Integer.MAX_VALUE);
  }

  List<RegistryTag> tags(String name, String last, int limit) {
    return database.read(sql -> TagTable.list(sql, name, last, limit));
  }

  /** The moves of a tag, the latest first. */
  public List<TagMove> history(String name, String tag, int limit) {
    return tags.history(name, tag, limit);
  }

  /** Whether anything has been pushed under this name. */
  boolean isKnown(String name) {
    return database.read(sql -> NameTable.isKnown(sql, name));
  }

  /** All names that hold an image, in order. */
  public List<String> names() {
    return names("", Integer.MAX_VALUE);
  }

  List<String> names(String last, int limit) {
    return database.read(sql -> NameTable.after(sql, last, limit));
  }

  /** The names in a repository, in order. */
  public List<String> namesIn(RepositoryPath path) {
    return database.read(sql -> NameTable.in(sql, path));
  }

  /** Whether an index under this name consists of the manifest. */
  public boolean isPart(String name, Digest digest) {
    return !database.read(sql -> ManifestTable.users(sql, name, digest)).isEmpty();
  }

  /** What a repository's images take up, bytes; what several share is counted once. */
  public long bytesOf(RepositoryPath path) {
    return database
        .read(sql -> {
          var all = new HashSet<Digest>();
          for (String name : NameTable.in(sql, path)) {
            all.addAll(BlobTable.of(sql, name));
            ManifestTable.versions(sql, name).forEach(v -> all.add(v.digest()));
          }
          return all;
        })
        .stream()
        .mapToLong(digest -> blobs.find(digest).orElse(0L))
        .sum();
  }

  /**
   * Every digest that a repository, or an image that can still be restored, needs: what must not be
   * removed from the blob store.
   */
  public Set<Digest> held() {
    return database.read(LooseTable::held).stream()
        .map(Digest::parse)
        .collect(Collectors.toCollection(HashSet::new));
  }
}
