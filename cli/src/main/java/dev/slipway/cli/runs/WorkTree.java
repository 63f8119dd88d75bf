package dev.slipway.cli.runs;

import dev.slipway.base.SlipwayException;
import dev.slipway.client.GitProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A working tree as it is now, uncommitted changes included, as a commit that belongs to no branch.
 * Neither the directory nor the git repository that it may be is touched: the commit is made in a
 * repository that the instance keeps, which borrows the objects of the user's.
 *
 * @param git where the commit is
 * @param commit its hash
 */
record WorkTree(GitProgram git, String commit) {
  /** Where a hosted repository takes what is run and never becomes a branch. */
  static final String REFS = "refs/slipway/work/";

  /**
   * Commits a directory.
   *
   * @param store a bare repository for such commits, made when missing
   */
  static WorkTree of(Path root, Path store) {
    prepare(root, store);
    Optional<Path> own = ownObjects(root);
    var git =
        GitProgram.in(root)
            .with("GIT_DIR", store.toString())
            .with("GIT_WORK_TREE", root.toString());
    if (own.isPresent()) {
      git = git.with("GIT_ALTERNATE_OBJECT_DIRECTORIES", own.get().toString());
    }
    Optional<String> parent = own.flatMap(objects -> head(root));
    String tree = tree(git, root, store, parent);
    var words = new ArrayList<>(List.of("commit-tree", tree, "-m", "Working tree of " + root));
    parent.ifPresent(p -> words.addAll(List.of("-p", p)));
    String commit = named(git).run(words).orThrow("commit " + root).stdout().strip();
    return new WorkTree(git, commit);
  }

  private static void prepare(Path root, Path store) {
    if (Files.exists(store.resolve("HEAD"))) {
      return;
    }
    try {
      Files.createDirectories(store);
    } catch (IOException e) {
      throw new SlipwayException("could not prepare " + store + ": " + e.getMessage(), e);
    }
    GitProgram.in(root)
        .run("init", "--quiet", "--bare", "--initial-branch=main", store.toString())
        .orThrow("prepare " + store);
  }

  /** The objects of the git repository whose root this is; a part of another's tree has none. */
  private static Optional<Path> ownObjects(Path root) {
    var git = GitProgram.in(root);
    var top = git.run("rev-parse", "--show-toplevel");
    if (!top.succeeded() || !Path.of(top.stdout().strip()).equals(root)) {
      return Optional.empty();
    }
    return Optional.of(
        root.resolve(git.ask("find the objects", "rev-parse", "--git-path", "objects")));
  }

  /** The last commit; none when its history is cut off and could not be handed over. */
  private static Optional<String> head(Path root) {
    var git = GitProgram.in(root);
    if (git.ask("look at the history", "rev-parse", "--is-shallow-repository").equals("true")) {
      return Optional.empty();
    }
    var head = git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}");
    return head.succeeded() ? Optional.of(head.stdout().strip()) : Optional.empty();
  }

  /** An index of its own: two commands at a time do not disturb each other. */
  private static String tree(GitProgram git, Path root, Path store, Optional<String> parent) {
    try {
      Path directory = Files.createTempDirectory(store, "work");
      Path index = directory.resolve("index");
      var indexed = git.with("GIT_INDEX_FILE", index.toString());
      try {
        indexed.run("read-tree", parent.orElse("--empty")).orThrow("read the last commit");
        indexed.run("add", "--all", ".").orThrow("read " + root);
        return indexed.ask("write the tree", "write-tree");
      } finally {
        Files.deleteIfExists(index);
        Files.deleteIfExists(directory.resolve("index.lock"));
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("preparing an index in " + store, e);
    }
  }

  private static GitProgram named(GitProgram git) {
    return git.with("GIT_AUTHOR_NAME", "Slipway")
        .with("GIT_AUTHOR_EMAIL", "slipway@localhost")
        .with("GIT_COMMITTER_NAME", "Slipway")
        .with("GIT_COMMITTER_EMAIL", "slipway@localhost");
  }

  /** Hands the commit over under {@code ref}. */
  void send(String url, String base, String token, String ref) {
    var result = git.withToken(base, token).run("push", url, commit + ":" + ref);
    if (!result.succeeded()) {
      throw new SlipwayException(
          "the working tree could not be handed to " + url + ":\n" + result.stderr().strip());
    }
  }

  /** Takes it back, when no run came of it that does so at its end. */
  void takeBack(String url, String base, String token, String ref) {
    git.withToken(base, token).run("push", url, ":" + ref).orThrow("remove " + ref);
  }
}
