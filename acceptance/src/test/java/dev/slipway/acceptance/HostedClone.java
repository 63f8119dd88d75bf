package dev.slipway.acceptance;

import dev.slipway.base.Command;
import dev.slipway.client.ApiClient;
import dev.slipway.client.GitProgram;
import dev.slipway.client.InstanceDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A developer's clone of a hosted repository, worked on with git as it is.
 *
 * @param directory the working tree
 * @param url of the repository
 * @param git with the administrator's rights
 */
record HostedClone(Path directory, String url, GitProgram git) {
  /** Clones a repository of the instance. */
  static HostedClone of(Path data, String repository, Path directory) {
    return clone(prepare(data, repository, directory), repository);
  }

  /** Clones a repository as the holder of a token. */
  static HostedClone of(Path data, String repository, Path directory, String token) {
    var mine = prepare(data, repository, directory);
    String base = ApiClient.of(new InstanceDirectory(data, false)).url();
    return clone(
        new HostedClone(directory, mine.url(), mine.git().withToken(base, token)), repository);
  }

  private static HostedClone clone(HostedClone clone, String repository) {
    clone
        .git()
        .run("clone", "--quiet", clone.url(), clone.directory().toString())
        .orThrow("clone " + repository);
    return clone.inside();
  }

  /** A new working tree, to be pushed to a repository that may not exist yet. */
  static HostedClone init(Path data, String repository, Path directory) throws IOException {
    Files.createDirectories(directory);
    var clone = prepare(data, repository, directory).inside();
    clone.ask("init", "--quiet", "--initial-branch=main");
    clone.ask("remote", "add", "origin", clone.url());
    return clone;
  }

  private static HostedClone prepare(Path data, String repository, Path directory) {
    var instance = new InstanceDirectory(data, false);
    String base = ApiClient.of(instance).url();
    var git =
        GitProgram.in(directory.toAbsolutePath().resolveSibling(".").normalize())
            .withToken(base, instance.administratorToken())
            .with("GIT_AUTHOR_NAME", "Ada")
            .with("GIT_AUTHOR_EMAIL", "ada@example.com")
            .with("GIT_COMMITTER_NAME", "Ada")
            .with("GIT_COMMITTER_EMAIL", "ada@example.com");
    return new HostedClone(directory, base + "/git/" + repository + ".git", git);
  }

  private HostedClone inside() {
    return new HostedClone(directory, url, new GitProgram(directory, git.environment()));
  }

  String ask(String... arguments) {
    return git.ask("git " + String.join(" ", arguments), arguments);
  }

  /** Starts a branch from what the server has as {@code main}. */
  void branch(String name) {
    ask("fetch", "--quiet", "origin");
    ask("checkout", "--quiet", "-B", name, "origin/main");
  }

  /** Writes a file. */
  void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Replaces a text that must be there. */
  void replace(String file, String text, String by) throws IOException {
    String before = Files.readString(directory.resolve(file));
    if (!before.contains(text)) {
      throw new IllegalStateException(file + " does not contain \"" + text + "\"");
    }
    write(file, before.replace(text, by));
  }

  /** Commits all there is; returns the commit. */
  String commit(String message) {
    ask("add", "--all");
    ask("commit", "--quiet", "-m", message);
    return ask("rev-parse", "HEAD");
  }

  /** Pushes what is checked out to a branch of the server, whatever comes of it. */
  Command.Result push(String branch, String... options) {
    var words = new ArrayList<>(List.of("push"));
    for (String option : options) {
      words.addAll(List.of("-o", option));
    }
    words.addAll(List.of("origin", "HEAD:refs/heads/" + branch));
    return git.run(words);
  }

  /** The commit that a branch of the server is at; empty when there is none. */
  String remote(String branch) {
    return ask("ls-remote", "origin", "refs/heads/" + branch).replaceFirst("\\s.*", "");
  }
}
