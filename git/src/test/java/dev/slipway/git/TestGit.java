package dev.slipway.git;

import dev.slipway.base.Command;
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

  static TestGit in(Path directory) {
    return new TestGit(directory);
  }

  static TestGit init(Path directory) throws IOException {
    Files.createDirectories(directory);
    var git = new TestGit(directory);
    git.run("init", "--quiet", "--initial-branch=main");
    return git;
  }

  Path directory() {
    return directory;
  }

  Command.Result tryRun(String... arguments) {
    var line = new ArrayList<String>(List.of("git"));
    line.addAll(List.of(arguments));
    return Command.of(line)
        .withDirectory(directory)
        .withEnvironment("GIT_CONFIG_GLOBAL", "/dev/null")
        .withEnvironment("GIT_CONFIG_SYSTEM", "/dev/null")
        .withEnvironment("GIT_AUTHOR_NAME", "A U Thor")
        .withEnvironment("GIT_AUTHOR_EMAIL", "author@example.org")
        .withEnvironment("GIT_AUTHOR_DATE", "1750000000 +0200")
        .withEnvironment("GIT_COMMITTER_NAME", "C O Mitter")
        .withEnvironment("GIT_COMMITTER_EMAIL", "committer@example.org")
        .withEnvironment("GIT_COMMITTER_DATE", "1750000100 +0200")
        .withEnvironment("GIT_TERMINAL_PROMPT", "0")
        .withEnvironment("LC_ALL", "C")
        .run();
  }

  String run(String... arguments) {
    return tryRun(arguments).orThrow("run git " + List.of(arguments)).stdout().strip();
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

  /** A bare repository with everything of this one. */
  GitRepository bare(Path at) {
    run("clone", "--quiet", "--bare", ".", at.toString());
    return GitRepository.open(at);
  }
}
