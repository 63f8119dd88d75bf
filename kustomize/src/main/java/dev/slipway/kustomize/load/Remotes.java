package dev.slipway.kustomize.load;

import dev.slipway.base.Command;
import dev.slipway.base.Command.Result;
import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.SlipwayException;
import dev.slipway.kustomize.load.RemoteUrl.Submodules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one build fetches from elsewhere: every repository and every file once, in a temporary
 * directory that goes when the build ends.
 */
public final class Remotes implements AutoCloseable {
  private final RemoteAccess access;
  private final Map<List<String>, Path> clones = new HashMap<>();
  private final Map<String, WebFile> files = new HashMap<>();
  private final List<Path> directories = new ArrayList<>();

  public Remotes(RemoteAccess access) {
    this.access = access;
  }

  /** The top of a repository's working tree; {@code from} is the place that names it. */
  Path checkOut(RemoteUrl url, Position from) {
    requireAllowed(url, from);
    var key = List.of(url.repository(), url.ref(), url.submodules().name());
    Path known = clones.get(key);
    if (known != null) {
      return known;
    }
    Path directory = fetch(url, from);
    clones.put(key, directory);
    return directory;
  }

  /** A file on a web server; nothing when the server has none there. */
  Optional<byte[]> download(RemoteUrl url, Position from) {
    requireAllowed(url, from);
    return files.computeIfAbsent(url.text(), u -> WebFile.get(url, from)).content();
  }

  private void requireAllowed(RemoteUrl url, Position from) {
    if (access == RemoteAccess.REFUSED) {
      throw new InputException(
          from,
          "\"" + url + "\" is remote, and this build reads local files only",
          "Copy it into the repository, so that the same commit always renders the same objects.");
    }
  }

  private Path fetch(RemoteUrl url, Position from) {
    Path directory = temporary();
    var deadline = Instant.now().plus(url.timeout());
    git(url, from, directory, deadline, List.of("init", "--quiet"));
    git(url, from, directory, deadline, List.of("remote", "add", "origin", url.repository()));
    String ref = url.ref().isEmpty() ? "HEAD" : url.ref();
    git(url, from, directory, deadline, List.of("fetch", "--quiet", "--depth=1", "origin", ref));
    git(url, from, directory, deadline, List.of("checkout", "--quiet", "FETCH_HEAD"));
    if (url.submodules() == Submodules.FETCHED && Files.exists(directory.resolve(".gitmodules"))) {
      var update = List.of("submodule", "--quiet", "update", "--init", "--recursive");
      git(url, from, directory, deadline, update);
    }
    return directory;
  }

  private static void git(
      RemoteUrl url, Position from, Path directory, Instant deadline, List<String> arguments) {
    if (url.repository().startsWith("-") || url.ref().startsWith("-")) {
      throw new InputException(from, "\"" + url + "\" names no git repository", "");
    }
    var command = new ArrayList<>(List.of("git"));
    command.addAll(arguments);
    try {
      Duration left = Duration.between(Instant.now(), deadline);
      Result result =
          Command.of(command)
              .withDirectory(directory)
              .withEnvironment("GIT_TERMINAL_PROMPT", "0")
              .withLimit(left.isPositive() ? left : Duration.ofMillis(1))
              .run();
      if (!result.succeeded()) {
        throw failed(url, from, arguments, result.stderr().strip());
      }
    } catch (SlipwayException e) {
      throw new InputException(
          from,
          "cannot fetch \"" + url + "\": " + RemoteUrl.withoutLogin(String.valueOf(e.getMessage())),
          "The limit is "
              + url.timeout().toSeconds()
              + " s; \"timeout=90s\" in the query changes it.",
          e);
    }
  }

  private static InputException failed(
      RemoteUrl url, Position from, List<String> arguments, String words) {
    boolean ref = words.contains("couldn't find remote ref");
    return new InputException(
        from,
        "cannot fetch \""
            + url
            + "\": git "
            + arguments.getFirst()
            + ": "
            + RemoteUrl.withoutLogin(words),
        ref
            ? "Correct the name after \"ref=\": a branch, a tag or a whole commit id."
            : "Check the address, the network and the credentials git has for it.");
  }

  private Path temporary() {
    try {
      Path directory = Files.createTempDirectory("kustomize-").toRealPath();
      directories.add(directory);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what was fetched. */
  @Override
  public void close() {
    for (Path directory : directories) {
      try {
        Files.walkFileTree(directory, new Removal());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    directories.clear();
    clones.clear();
  }

  /** Deletes a tree without following links. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
