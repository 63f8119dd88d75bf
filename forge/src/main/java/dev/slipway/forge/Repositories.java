package dev.slipway.forge;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import dev.slipway.forge.ForgeException.Reason;
import dev.slipway.forge.HostedRepository.Visibility;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hosted repositories: which there are, and their content. A repository lies in a directory
 * named after its id, so no name ever becomes a path.
 */
public final class Repositories implements AutoCloseable {
  /** Where the empty one is among those that are open; hosted repositories count from one. */
  private static final long NOTHING = 0;

  private final Path directory;
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Map<Long, GitRepository> open = new ConcurrentHashMap<>();

  /**
   * Opens what is hosted below {@code directory}.
   *
   * @param database opened with {@link #schema()}
   */
  public Repositories(Path directory, Database database, Journal journal, Clock clock) {
    this.directory = directory;
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("could not create " + directory, e);
    }
  }

  /** The tables of this room. */
  public static Schema schema() {
    return ForgeTables.SCHEMA;
  }

  /**
   * Makes an empty repository.
   *
   * @throws ForgeException when there is one of that name
   */
  public HostedRepository create(RepositoryName name, Visibility visibility, Principal creator) {
    return add(name, visibility, Optional.empty(), creator);
  }

  /** Whether a ref such as {@code refs/heads/main} is a branch with protection. */
  public boolean isProtected(HostedRepository repository, String ref) {
    return database.read(sql -> ForgeTables.protections(sql, repository.id())).stream()
        .anyMatch(protection -> ref.equals("refs/heads/" + protection.branch()));
  }

  /** The repository of that name, made when there is none. */
  HostedRepository findOrCreate(RepositoryName name, Principal creator) {
    return find(name)
        .orElseGet(() -> {
          try {
            return create(name, Visibility.PRIVATE, creator);
          } catch (ForgeException e) {
            // Another first push was faster.
            return get(name);
          }
        });
  }

  /** Makes a repository with the branches and tags of {@code parent}. */
  public HostedRepository fork(HostedRepository parent, RepositoryName name, Principal creator) {
    var fork = add(name, parent.visibility(), Optional.of(parent.id()), creator);
    try {
      copy(parent, fork);
    } catch (RuntimeException e) {
      // Half a fork is none: its name is free again, its id is never given again.
      database.write(sql -> {
        ForgeTables.removeRepository(sql, fork.id());
        return fork;
      });
      throw e;
    }
    return get(name);
  }

  private void copy(HostedRepository parent, HostedRepository fork) {
    var from = content(parent);
    var to = content(fork);
    for (String kind : List.of("refs/heads/", "refs/tags/")) {
      for (Map.Entry<String, CommitId> ref : from.refs(kind).entrySet()) {
        var commit = Optional.of(ref.getValue());
        to.copyFrom(from, ref.getValue());
        if (!to.updateRef(ref.getKey(), Optional.empty(), commit, "fork")) {
          throw new ForgeException(Reason.CONFLICT, fork.name() + " is being pushed to");
        }
        database.write(sql -> {
          ForgeTables.setRef(sql, fork.id(), ref.getKey(), commit);
          return ref;
        });
      }
    }
    to.setDefaultBranch(parent.defaultBranch());
  }

  private HostedRepository add(
      RepositoryName name, Visibility visibility, Optional<Long> parent, Principal creator) {
    return database.write(sql -> {
      if (ForgeTables.find(sql, name).isPresent()) {
        throw new ForgeException(Reason.CONFLICT, name + " exists already");
      }
      long id =
          ForgeTables.addRepository(sql, name, visibility, parent, creator.name(), clock.instant());
      journal.append(
          sql,
          "forge.repository.created",
          name.resource(),
          creator.name(),
          Json.MAPPER.createObjectNode().put("id", id));
      return ForgeTables.find(sql, id).orElseThrow();
    });
  }

  /** The repository of that name. */
  public Optional<HostedRepository> find(RepositoryName name) {
    return database.read(sql -> ForgeTables.find(sql, name));
  }

  /** The repository with that id. */
  public Optional<HostedRepository> find(long id) {
    return database.read(sql -> ForgeTables.find(sql, id));
  }

  HostedRepository get(RepositoryName name) {
    return find(name)
        .orElseThrow(() ->
            new ForgeException(
                Reason.NOT_FOUND,
                name + " does not exist; an administrator makes it by pushing to it first"));
  }

  HostedRepository get(long id) {
    return find(id)
        .orElseThrow(() -> new ForgeException(Reason.NOT_FOUND, "there is no repository " + id));
  }

  /** All of them, by name. */
  public List<HostedRepository> list() {
    return database.read(ForgeTables::repositories);
  }

  /**
   * Changes what is said about a repository.
   *
   * @throws ForgeException when there is no such branch
   */
  public HostedRepository update(
      HostedRepository repository, String defaultBranch, Visibility visibility, Principal by) {
    var content = content(repository);
    if (!defaultBranch.equals(repository.defaultBranch())
        && content.resolve("refs/heads/" + defaultBranch).isEmpty()) {
      throw new ForgeException(
          Reason.INVALID,
          repository.name() + " has no branch " + defaultBranch + "; push it first");
    }
    content.setDefaultBranch(defaultBranch);
    return database.write(sql -> {
      ForgeTables.setBranchAndVisibility(sql, repository.id(), defaultBranch, visibility);
      journal.append(
          sql,
          "forge.repository.updated",
          repository.name().resource(),
          by.name(),
          Json.MAPPER
              .createObjectNode()
              .put("defaultBranch", defaultBranch)
              .put("visibility", visibility.name()));
      return ForgeTables.find(sql, repository.id()).orElseThrow();
    });
  }

  /** What a repository holds; stays open, callers do not close it. */
  public GitRepository content(HostedRepository repository) {
    return open.computeIfAbsent(repository.id(), id -> openOrInit(directory.resolve(id + ".git")));
  }

  /** An empty repository: what there is before the first push. */
  GitRepository nothing() {
    return open.computeIfAbsent(NOTHING, _ -> openOrInit(directory.resolve("nothing.git")));
  }

  /** Made beside its place and renamed, so that what is there is whole. */
  private static GitRepository openOrInit(Path path) {
    if (!Files.exists(path)) {
      Path making = path.resolveSibling(path.getFileName() + ".new");
      try {
        removeTree(making);
        GitRepository.init(making).close();
        DurableFiles.publish(making, path);
      } catch (IOException e) {
        throw new UncheckedIOException("could not create " + path, e);
      }
    }
    return GitRepository.open(path);
  }

  private static void removeTree(Path tree) throws IOException {
    if (Files.notExists(tree)) {
      return;
    }
    List<Path> entries;
    try (var walk = Files.walk(tree)) {
      entries = walk.toList();
    }
    for (Path entry : entries.reversed()) {
      Files.delete(entry);
    }
  }

  @Override
  public void close() {
    open.values().forEach(GitRepository::close);
  }
}
