package dev.slipway.cli;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import dev.slipway.client.GitProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commit that {@code slipway push DIR} sends, found or made without touching the directory.
 *
 * <p>The root of a git repository sends its {@code HEAD}, with its history. Any other directory is
 * committed as it is into a repository that the instance keeps for it, on top of what was pushed
 * before.
 *
 * @param git where the commit is
 * @param commit its hash
 * @param subject the first line of its message
 * @param uncommitted files of the directory that the commit does not have as they are now
 */
record PushedTree(GitProgram git, String commit, String subject, List<String> uncommitted) {
  PushedTree {
    uncommitted = List.copyOf(uncommitted);
  }

  /** The commit of a git repository's root; empty when {@code directory} is not one. */
  static Optional<PushedTree> ofRepository(Path directory) {
    var git = GitProgram.in(directory);
    if (!isRoot(git, directory)) {
      return Optional.empty();
    }
    var head = git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}");
    if (!head.succeeded()) {
      throw new SlipwayException(
          directory + " is a git repository without a commit; commit its files, then push again");
    }
    String subject = git.ask("read the last commit", "log", "-1", "--format=%s");
    var changed = git.ask("look for uncommitted files", "status", "--porcelain").lines().toList();
    return Optional.of(new PushedTree(git, head.stdout().strip(), subject, changed));
  }

  /**
   * The branch that is checked out; empty when the directory is no repository's root, or none is.
   */
  static Optional<String> branchOf(Path directory) {
    var git = GitProgram.in(directory);
    return Optional.of(git)
        .filter(g -> isRoot(g, directory))
        .map(g -> g.run("symbolic-ref", "--quiet", "--short", "HEAD"))
        .filter(Command.Result::succeeded)
        .map(result -> result.stdout().strip());
  }

  private static boolean isRoot(GitProgram git, Path directory) {
    var top = git.run("rev-parse", "--show-toplevel");
    return top.succeeded() && Path.of(top.stdout().strip()).equals(GitProgram.real(directory));
  }

  /**
   * Commits a directory as it is.
   *
   * @param store a bare repository for this directory's commits, made when missing
   * @param message the commit's message; empty to have one written
   * @param remote what was pushed before; empty for the first push
   */
  static PushedTree ofDirectory(
      Path directory, Path store, Optional<String> message, Optional<Remote> remote) {
    try {
      Files.createDirectories(store.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new SlipwayException("could not prepare " + store + ": " + e.getMessage(), e);
    }
    if (!Files.exists(store)) {
      GitProgram.in(directory)
          .run("init", "--quiet", "--bare", "--initial-branch=main", store.toString())
          .orThrow("prepare " + store);
    }
    var git =
        GitProgram.in(directory)
            .with("GIT_DIR", store.toString())
            .with("GIT_WORK_TREE", directory.toString());
    Optional<String> parent = remote.flatMap(r -> r.fetchedInto(git));
    git.run("read-tree", parent.orElse("--empty")).orThrow("read what was pushed before");
    git.run("add", "--all", ".").orThrow("read " + directory);
    String tree = git.ask("write the tree", "write-tree");
    if (parent.isPresent()
        && tree.equals(git.ask("compare", "rev-parse", parent.get() + "^{tree}"))) {
      return new PushedTree(
          git, parent.get(), git.ask("read", "log", "-1", "--format=%s", parent.get()), List.of());
    }
    String text = message.orElseGet(() -> described(git, directory, parent));
    var words = new ArrayList<>(List.of("commit-tree", tree, "-m", text));
    parent.ifPresent(p -> words.addAll(List.of("-p", p)));
    String commit = named(git).run(words).orThrow("commit " + directory).stdout().strip();
    return new PushedTree(git, commit, text.lines().findFirst().orElse(text), List.of());
  }

  /** Says what changed when nobody else did. */
  private static String described(GitProgram git, Path directory, Optional<String> parent) {
    if (parent.isEmpty()) {
      return "Push " + directory.getFileName();
    }
    var paths =
        git.ask("compare", "diff", "--cached", "--name-only", parent.get()).lines().toList();
    String first = paths.isEmpty() ? directory.getFileName().toString() : paths.getFirst();
    return paths.size() < 2
        ? "Change " + first
        : "Change " + first + " and " + (paths.size() - 1) + " more";
  }

  /** Git with an author: the user's, or Slipway when the user has told git none. */
  private static GitProgram named(GitProgram git) {
    if (git.run("var", "GIT_AUTHOR_IDENT").succeeded()) {
      return git;
    }
    return git.with("GIT_AUTHOR_NAME", "Slipway")
        .with("GIT_AUTHOR_EMAIL", "slipway@localhost")
        .with("GIT_COMMITTER_NAME", "Slipway")
        .with("GIT_COMMITTER_EMAIL", "slipway@localhost");
  }

  /**
   * A branch of a hosted repository.
   *
   * @param url the repository's address
   * @param branch the branch
   * @param base the instance's address, which the token is for
   * @param token the administrator's
   */
  record Remote(String url, String branch, String base, String token) {
    private static final String FETCHED = "refs/slipway/pushed-before";

    /** The branch's commit, fetched; empty when there is no such branch. */
    private Optional<String> fetchedInto(GitProgram git) {
      var authorised = git.withToken(base, token);
      String known =
          authorised.ask(
              "ask " + url + " for its branches", "ls-remote", url, "refs/heads/" + branch);
      if (known.isEmpty()) {
        return Optional.empty();
      }
      String refspec = "+refs/heads/" + branch + ":" + FETCHED + branch;
      authorised
          .run("fetch", "--quiet", "--no-tags", url, refspec)
          .orThrow("fetch " + branch + " from " + url);
      return Optional.of(git.ask("read " + branch, "rev-parse", FETCHED + branch));
    }

    @Override
    public String toString() {
      return url + "#" + branch;
    }
  }
}
