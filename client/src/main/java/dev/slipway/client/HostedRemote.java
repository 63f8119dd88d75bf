package dev.slipway.client;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds which hosted repository a clone belongs to, and which branch it is on. */
public final class HostedRemote {
  private static final Pattern URL =
      Pattern.compile("https?://[^/]+/git/([^/]+/[^/]+?)(?:\\.git)?/?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][\\w-]*/[A-Za-z0-9_][\\w.-]*");
  private static final List<String> REMOTES = List.of("slipway", "origin");

  private final Path directory;

  public HostedRemote(Path directory) {
    this.directory = directory;
  }

  /**
   * {@code OWNER/NAME} as given, or that of the clone's remote {@code slipway} or {@code origin}.
   */
  public String repository(Optional<String> given) {
    if (given.isPresent()) {
      if (!NAME.matcher(given.get()).matches()) {
        throw new SlipwayException(
            "\"" + given.get() + "\" does not name a repository; write --repository OWNER/NAME");
      }
      return given.get();
    }
    return find()
        .orElseThrow(() ->
            new SlipwayException(
                "no remote 'slipway' or 'origin' of "
                    + directory
                    + " is a repository hosted here; name it with --repository OWNER/NAME"));
  }

  /**
   * As {@link #repository}, or {@code local/} and the directory's name when no remote says more.
   */
  public String repositoryOrLocal(Optional<String> given) {
    return given.isPresent()
        ? repository(given)
        : find().orElseGet(() -> repository(Optional.of("local/" + directory.getFileName())));
  }

  /** The repository of the clone's remotes; empty when none is hosted here. */
  public Optional<String> find() {
    return REMOTES.stream()
        .flatMap(remote -> git("remote", "get-url", remote).stream())
        .flatMap(url -> parse(url).stream())
        .findFirst();
  }

  /** The branch that is checked out. */
  public String branch() {
    return git("symbolic-ref", "--quiet", "--short", "HEAD")
        .orElseThrow(() ->
            new SlipwayException(
                "no branch is checked out in " + directory + "; name one with --head BRANCH"));
  }

  /** {@code OWNER/NAME} of a URL as Slipway serves it. */
  public static Optional<String> parse(String url) {
    var match = URL.matcher(url);
    return match.matches() && NAME.matcher(match.group(1)).matches()
        ? Optional.of(match.group(1))
        : Optional.empty();
  }

  private Optional<String> git(String... arguments) {
    var line = new java.util.ArrayList<String>(List.of("git"));
    line.addAll(List.of(arguments));
    var result = Command.of(line).withDirectory(directory).run();
    return result.succeeded() ? Optional.of(result.stdout().strip()) : Optional.empty();
  }
}
