package dev.slipway.git;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * One bare repository. Everything happens on objects: nothing here needs a work tree or starts a
 * program. Thread-safe; several instances on one directory, and git itself, may work side by side.
 *
 * <p>Making commits does not move refs. Moving a ref is a compare-and-set.
 */
public final class GitRepository implements AutoCloseable {
  private final Path directory;
  private final Repository repository;

  private GitRepository(Path directory, Repository repository) {
    this.directory = directory;
    this.repository = repository;
  }

  /** Makes an empty repository whose HEAD names {@code refs/heads/main}. */
  public static GitRepository init(Path directory) {
    HermeticSystem.install();
    try {
      Files.createDirectories(directory);
      // The repository belongs to the GitRepository that is returned.
      @SuppressWarnings("resource")
      var repository = new FileRepository(directory.toFile());
      repository.create(true);
      var config = repository.getConfig();
      // What a push was told is durable must be on the disk.
      config.setBoolean("core", null, "fsyncObjectFiles", true);
      config.setBoolean("core", null, "fsyncRefFiles", true);
      config.setBoolean("core", null, "logAllRefUpdates", true);
      config.setBoolean("http", null, "receivepack", true);
      config.setBoolean("uploadpack", null, "allowFilter", true);
      config.setBoolean("uploadpack", null, "allowReachableSHA1InWant", true);
      config.setBoolean("uploadpack", null, "allowAnySHA1InWant", true);
      config.setBoolean("receive", null, "fsckObjects", true);
      config.setInt("gc", null, "auto", 0);
      config.save();
      var created = new GitRepository(directory, repository);
      created.setDefaultBranch("main");
      return created;
    } catch (IOException e) {
      throw new GitException("could not create the repository " + directory, e);
    }
  }

  /**
   * Opens an existing repository.
   *
   * @throws GitException when there is none
   */
  public static GitRepository open(Path directory) {
    HermeticSystem.install();
    try {
      var repository =
          new FileRepositoryBuilder()
              .setGitDir(directory.toFile())
              .setBare()
              .setMustExist(true)
              .build();
      return new GitRepository(directory, repository);
    } catch (IOException e) {
      throw new GitException("could not open the repository " + directory, e);
    }
  }

  /** Where it lies. */
  public Path directory() {
    return directory;
  }

  /**
   * The commit that {@code revision} names: a ref, a branch, a tag, a full or abbreviated id,
   * {@code HEAD}, or one of these with git's suffixes ({@code main~2}). Empty when nothing has that
   * name.
   *
   * @throws InputException when the name cannot be one, or an abbreviation fits several objects
   */
  public Optional<CommitId> resolve(String revision) {
    try {
      var id = repository.resolve(revision + "^{commit}");
      return Optional.ofNullable(id).map(CommitId::of);
    } catch (AmbiguousObjectException e) {
      throw new InputException(
          InputException.Position.of("revision \"" + revision + "\""),
          "fits " + e.getCandidates().size() + " objects",
          "give more digits",
          e);
    } catch (RevisionSyntaxException e) {
      throw new InputException(
          InputException.Position.of("revision \"" + revision + "\""), "is not a revision", "", e);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("resolve " + revision, e);
    }
  }

  /** The commit called {@code id}. */
  public CommitInfo commit(CommitId id) {
    return run("read the commit " + id, () -> new History(repository).commit(id));
  }

  /** A file's content (a symlink's target); empty when there is no file of that path. */
  public Optional<byte[]> file(CommitId commit, String path) {
    return run("read " + path + " at " + commit, () -> new Trees(repository).file(commit, path));
  }

  /**
   * The direct children of a directory, in git's order; none when there is no such directory.
   *
   * @param directory without slashes at its ends; empty for the root
   */
  public List<TreeFile> list(CommitId commit, String directory) {
    return run(
        "list " + directory + " at " + commit, () -> new Trees(repository).list(commit, directory));
  }

  /**
   * Everything that a commit holds below a directory, each directory before what it holds; {@code
   * ""} is its root. Empty when there is no such directory.
   *
   * @throws InputException when an entry's name would lead out of its directory
   */
  public Optional<List<CommittedFile>> files(CommitId commit, String directory) {
    return run(
        "list " + directory + " in " + commit, () -> new Trees(repository).all(commit, directory));
  }

  /** The bytes of a blob. */
  public InputStream blob(String id) throws IOException {
    return repository.open(ObjectId.fromString(id), Constants.OBJ_BLOB).openStream();
  }

  /** The paths of files that differ between two commits, sorted. */
  public List<String> changedPaths(CommitId from, CommitId to) {
    return run(
        "compare " + from + " with " + to,
        () -> new Trees(repository).changed(Optional.of(from), to));
  }

  /**
   * The files that differ between two commits, by path; {@code from} is empty for nothing at all.
   */
  public List<FileChange> changes(Optional<CommitId> from, CommitId to) {
    return run("compare with " + to, () -> new Trees(repository).changes(from, to));
  }

  /** All paths of a commit, sorted: what changed since nothing was there. */
  public List<String> allPaths(CommitId of) {
    return run("list " + of, () -> new Trees(repository).changed(Optional.empty(), of));
  }

  /**
   * Fetches what a tag, a branch or a commit elsewhere is now, without its history. A tag or branch
   * gets the same name here; whatever it named before stays.
   *
   * @param name a tag or branch without {@code refs/}, or 40 hexadecimal digits
   * @param limit how long the other side may be silent
   * @return empty when there is nothing of that name
   * @throws GitException when the other side does not answer, or refuses
   */
  public Optional<CommitId> fetch(URI from, String name, Duration limit) {
    return Fetching.fetch(repository, from, name, limit);
  }

  /** Whether {@code of} contains {@code ancestor}; every commit contains itself. */
  public boolean isAncestor(CommitId ancestor, CommitId of) {
    return run(
        "compare " + ancestor + " with " + of,
        () -> new History(repository).isAncestor(ancestor, of));
  }

  /** A best common ancestor; empty for unrelated histories. */
  public Optional<CommitId> mergeBase(CommitId one, CommitId other) {
    return run(
        "find what " + one + " and " + other + " share",
        () -> new History(repository).mergeBase(one, other));
  }

  /**
   * The commits that {@code from} contains and none of {@code notIn} does, children before parents.
   */
  public List<CommitInfo> log(CommitId from, List<CommitId> notIn, int limit) {
    return run("walk from " + from, () -> new History(repository).log(from, notIn, limit));
  }

  /**
   * Writes the files of a commit below {@code directory}: with modes and symlinks, empty
   * directories for submodules, no {@code .git}. Large-file pointers stay pointers, line ends stay
   * as committed.
   *
   * <p>Nothing that is there is replaced; a file of the same name is an error, and so is a path
   * that would leave the directory. Nobody else may write to it meanwhile.
   *
   * @throws InputException for a tree with an unsafe path
   */
  public void checkout(CommitId commit, Path directory) {
    run(
        "check out " + commit,
        () -> {
          new Checkout(repository, directory).write(commit);
          return directory;
        });
  }

  /**
   * Makes a clone with a work tree below {@code directory}, which must be empty and nobody else's:
   * what {@code git clone} or {@code git fetch} and {@code git checkout} would leave there. Paths
   * as with {@link #checkout}.
   */
  public void cloneInto(Path directory, CloneOrder order) {
    run(
        "clone " + order.commit(),
        () -> {
          new WorkTreeClone(repository, directory, order).make();
          return directory;
        });
  }

  /** Joins {@code head} into {@code base} as a new commit of both; moves no ref. */
  public MergeOutcome merge(CommitId base, CommitId head, Signature signature, String message) {
    return run(
        "merge " + head + " into " + base,
        () -> new Merging(repository).merge(base, head, signature, message));
  }

  /**
   * As {@link #merge}, but the new commit has {@code base} as its only parent and so the head's
   * changes as one.
   */
  public MergeOutcome squash(CommitId base, CommitId head, Signature signature, String message) {
    return run(
        "squash " + head + " onto " + base,
        () -> new Merging(repository).squash(base, head, signature, message));
  }

  /**
   * Makes the head's own commits again on top of {@code base}, with their authors and messages;
   * merges among them are left out, as {@code git rebase} does.
   */
  public MergeOutcome rebase(CommitId base, CommitId head, Signature committer) {
    return run(
        "rebase " + head + " onto " + base,
        () -> new Merging(repository).rebase(base, head, committer));
  }

  /**
   * Undoes commits on top of {@code tip}, as one commit, the latest of them first. A merge is
   * undone as what it brought to its first parent (S70).
   *
   * @param commits which must be contained in the tip
   */
  public RevertOutcome revert(
      CommitId tip, List<CommitId> commits, Signature signature, String message) {
    return run(
        "revert " + commits + " on " + tip,
        () -> new Reverting(repository).revert(tip, commits, signature, message));
  }

  /**
   * Makes a commit whose tree is that of the first parent (empty for a root) with files put in
   * place. A file keeps its mode; a new one is not executable.
   */
  public CommitId commitTree(
      List<CommitId> parents, Map<String, byte[]> files, Signature signature, String message) {
    var changes = new LinkedHashMap<String, Optional<byte[]>>();
    files.forEach((path, content) -> changes.put(path, Optional.of(content)));
    return commitChanges(parents, changes, signature, message);
  }

  /** As {@link #commitTree}, where a path without content is removed. */
  public CommitId commitChanges(
      List<CommitId> parents,
      Map<String, Optional<byte[]>> changes,
      Signature signature,
      String message) {
    return run("commit", () -> new Trees(repository).commit(parents, changes, signature, message));
  }

  /** What differs between two commits, line by line, by path. */
  public List<FileDiff> diff(CommitId from, CommitId to) {
    return run("compare " + from + " with " + to, () -> new Diffs(repository).between(from, to));
  }

  /**
   * Moves, makes or deletes a ref if it is where it is expected to be.
   *
   * @param ref a full name such as {@code refs/heads/main}
   * @param expectedOld where it must be; empty when it must not exist
   * @param newId where it shall be; empty to delete it
   * @param reason for the reflog
   * @return whether it was as expected, and is now as wanted
   */
  public boolean updateRef(
      String ref, Optional<CommitId> expectedOld, Optional<CommitId> newId, String reason) {
    return run("move " + ref, () -> new Refs(repository).update(ref, expectedOld, newId, reason));
  }

  /**
   * The commits of all refs below {@code prefix} (such as {@code refs/heads/}), by full name;
   * annotated tags are followed, refs to anything else are left out.
   */
  public Map<String, CommitId> refs(String prefix) {
    return run("list " + prefix, () -> new Refs(repository).below(prefix));
  }

  /** The branch that HEAD names, such as {@code main}; it need not exist yet. */
  public String defaultBranch() {
    return run("read HEAD", () -> Repository.shortenRefName(repository.getFullBranch()));
  }

  /** Lets HEAD name {@code branch}. */
  public void setDefaultBranch(String branch) {
    run(
        "set HEAD",
        () -> {
          new Refs(repository).link(Constants.R_HEADS + branch);
          return branch;
        });
  }

  /** Copies what {@code wanted} needs from another repository; moves no ref of either. */
  public void copyFrom(GitRepository other, CommitId wanted) {
    run(
        "copy " + wanted + " from " + other.directory,
        () -> {
          new ObjectCopy(other.repository, repository).copy(wanted);
          return wanted;
        });
  }

  /** Whether {@code name} is a full ref name that git allows. */
  public static boolean isRefName(String name) {
    return name.startsWith(Constants.R_REFS) && Repository.isValidRefName(name);
  }

  Repository jgit() {
    return repository;
  }

  @Override
  public void close() {
    repository.close();
  }

  /** What reads or writes the repository. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T run(String what, Work<T> work) {
    try {
      return work.run();
    } catch (MissingObjectException e) {
      throw new GitException(
          "could not " + what + ": " + e.getObjectId().name() + " is not in " + directory, e);
    } catch (IOException e) {
      throw failed(what, e);
    }
  }

  private GitException failed(String what, IOException e) {
    return new GitException("could not " + what + " in " + directory + ": " + e.getMessage(), e);
  }
}
