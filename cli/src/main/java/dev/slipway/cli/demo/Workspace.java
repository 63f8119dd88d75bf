package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A developer's clone of the example: a copy of the example's files in a git repository. */
final class Workspace {
  /** What a developer's machine holds beside the sources. */
  private static final Set<String> NOT_SOURCES =
      Set.of("node_modules", "target", "dist", "coverage");

  private final Path directory;
  private final DemoGit git;

  private Workspace(Path directory, DemoGit git) {
    this.directory = directory;
    this.git = git;
  }

  /**
   * Copies the example and commits it to {@code main}.
   *
   * @param directory must not exist yet
   */
  static Workspace create(Path example, Path directory, DemoGit git) {
    try {
      Files.createDirectories(directory.toAbsolutePath().getParent());
      copy(example, directory);
    } catch (IOException e) {
      throw new SlipwayException("could not copy " + example + ": " + e.getMessage(), e);
    }
    git.ask(directory, "prepare a repository", "init", "--quiet", "--initial-branch=main");
    var workspace = new Workspace(directory, git);
    workspace.commit("Add the AI Doctor Assistant");
    return workspace;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_SOURCES.contains(source.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(source).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path source, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                source,
                to.resolve(from.relativize(source).toString()),
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  Path directory() {
    return directory;
  }

  /** Makes changes and commits them; returns the commit. */
  String change(String message, Edit... edits) {
    for (Edit edit : edits) {
      edit.apply(directory);
    }
    return commit(message);
  }

  private String commit(String message) {
    git.ask(directory, "add the files", "add", "--all");
    git.ask(directory, "commit", "commit", "--quiet", "-m", message);
    return head();
  }

  String head() {
    return git.ask(directory, "read the last commit", "rev-parse", "HEAD");
  }

  /** The first line of the last commit's message. */
  String subject() {
    return git.ask(directory, "read the last commit", "log", "-1", "--format=%s");
  }

  /** Whether a change is in what is checked out. */
  boolean holds(Edit edit) {
    return edit.isIn(directory);
  }

  /** Takes the last commit back, by a commit of its own; keeps what is checked out. */
  void revertLast() {
    git.ask(directory, "take the last commit back", "revert", "--no-edit", "HEAD");
  }

  /** Starts a branch from where the clone is. */
  void branch(String name) {
    git.ask(directory, "start a branch", "checkout", "--quiet", "-b", name);
  }

  /** Takes over the server's {@code main}. */
  void update() {
    git.ask(directory, "go back to main", "checkout", "--quiet", "main");
    git.ask(directory, "fetch", "fetch", "--quiet", git.url(), "main");
    git.ask(directory, "take over main", "reset", "--quiet", "--hard", "FETCH_HEAD");
  }

  /** Pushes what is checked out to a branch of the same name. */
  void push(String branch, String... options) {
    var words = new ArrayList<>(List.of("push", "--quiet"));
    for (String option : options) {
      words.addAll(List.of("-o", option));
    }
    words.addAll(List.of(git.url(), "HEAD:refs/heads/" + branch));
    git.ask(directory, "push " + branch, words.toArray(String[]::new));
  }
}
