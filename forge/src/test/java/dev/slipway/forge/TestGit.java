package dev.slipway.forge;

import dev.slipway.base.Command;
import dev.slipway.git.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real git in one directory, deaf to the machine's and the user's configuration. */
final class TestGit {
  private final Path directory;

  private TestGit(Path directory) {
    this.directory = directory;
  }

  static TestGit in(Path directory) throws IOException {
    return new TestGit(Files.createDirectories(directory));
  }

  static TestGit init(Path directory) throws IOException {
    var git = in(directory);
    git.run("init", "--quiet", "--initial-branch=main");
    return git;
  }

  Path directory() {
    return directory;
  }

  Command command(String... arguments) {
    var line = new ArrayList<String>(List.of("git"));
    line.addAll(List.of(arguments));
    return Command.of(line)
        .withDirectory(directory)
        .withEnvironment("GIT_CONFIG_GLOBAL", "/dev/null")
        .withEnvironment("GIT_CONFIG_SYSTEM", "/dev/null")
        .withEnvironment("GIT_AUTHOR_NAME", "A U Thor")
        .withEnvironment("GIT_AUTHOR_EMAIL", "author@example.org")
        .withEnvironment("GIT_COMMITTER_NAME", "C O Mitter")
        .withEnvironment("GIT_COMMITTER_EMAIL", "committer@example.org")
        .withEnvironment("GIT_TERMINAL_PROMPT", "0")
        .withEnvironment("no_proxy", "127.0.0.1")
        .withEnvironment("LC_ALL", "C");
  }

  Command.Result tryRun(String... arguments) {
    return command(arguments).run();
  }

  String run(String... arguments) {
    return tryRun(arguments).orThrow("run git " + List.of(arguments)).stdout().strip();
  }

  /** Runs and returns what git says to people. */
  String said(String... arguments) {
    return tryRun(arguments).orThrow("run git " + List.of(arguments)).stderr();
  }

  /** Runs what must fail, and returns why it did. */
  String refused(String... arguments) {
    var result = tryRun(arguments);
    if (result.succeeded()) {
      throw new AssertionError("git " + List.of(arguments) + " was not refused");
    }
    return result.stderr();
  }

  TestGit write(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  CommitId commit(String message) {
    run("add", "--all");
    run("commit", "--quiet", "--allow-empty", "-m", message);
    return head();
  }

  CommitId head() {
    return new CommitId(run("rev-parse", "HEAD"));
  }
}
