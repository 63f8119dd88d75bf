package dev.slipway.kustomize.load;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.load.RemoteUrl.Certainty;
import dev.slipway.kustomize.resource.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory of the build with the chain of directories that led to it.
 *
 * <p>Files are read from it only, symbolic links followed and checked; a directory that contains
 * one of those that led here would be a cycle.
 */
public final class Location {
  /** The longest file a build reads. */
  private static final long MAX_BYTES = 64L << 20;

  private static final String REACHED = "Reached through ";

  private final Path directory;
  private final String name;
  private final Optional<Location> parent;
  private final LoadRestriction restriction;
  private final Remotes remotes;
  private final Ground ground;

  /**
   * What a directory belongs to.
   *
   * @param root where the build began, or the top of a fetched repository
   * @param repository which repository; nothing for local files
   */
  private record Ground(Path root, Optional<RemoteUrl> repository) {}

  private Location(
      Path directory,
      String name,
      Optional<Location> parent,
      LoadRestriction restriction,
      Remotes remotes,
      Ground ground) {
    this.directory = directory;
    this.name = name;
    this.parent = parent;
    this.restriction = restriction;
    this.remotes = remotes;
    this.ground = ground;
  }

  /** The directory a build begins with, as the user named it; it may be remote. */
  public static Location root(
      Path start, String directory, LoadRestriction restriction, Remotes remotes) {
    Position from = Position.of(directory);
    Path local = start.resolve(directory);
    Optional<RemoteUrl> url = Files.exists(local) ? Optional.empty() : RemoteUrl.parse(directory);
    if (url.isPresent()) {
      Path top = remotes.checkOut(url.get(), from);
      var ground = new Ground(top, url);
      String name = url.get().repository();
      return new Location(top, name, Optional.empty(), restriction, remotes, ground)
          .inRepository(url.get(), Optional.empty(), from);
    }
    try {
      Path real = local.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new InputException(from, "this is not a directory", "");
      }
      var ground = new Ground(real, Optional.empty());
      return new Location(real, directory, Optional.empty(), restriction, remotes, ground);
    } catch (IOException e) {
      throw new InputException(from, "there is no such directory", "", e);
    }
  }

  public Path directory() {
    return directory;
  }

  public LoadRestriction restriction() {
    return restriction;
  }

  /** Where a file of this directory came from, for notes in objects. */
  public Origin originOf(Position position, String file) {
    if (RemoteUrl.isRemote(file)) {
      return new Origin(position, "", Optional.empty(), file, "");
    }
    Path absolute = directory.resolve(file).normalize();
    if (!absolute.startsWith(ground.root)) {
      absolute = directory.resolve(String.valueOf(absolute.getFileName()));
    }
    return new Origin(
        position,
        ground.root.relativize(absolute).toString(),
        Optional.empty(),
        ground.repository.map(RemoteUrl::repository).map(RemoteUrl::withoutLogin).orElse(""),
        ground.repository.map(RemoteUrl::ref).orElse(""));
  }

  /** How messages call a file of this directory. */
  public String nameOf(String file) {
    Optional<RemoteUrl> url = RemoteUrl.parse(file);
    if (url.isPresent()) {
      return url.get().shown();
    }
    if (ground.repository.isPresent()) {
      return (name + "/" + file).replaceFirst("/$", "");
    }
    Path relative = Path.of(name).resolve(file).normalize();
    return relative.toString().isEmpty() ? "." : relative.toString();
  }

  /** Whether {@code path} is a directory seen from here. */
  public boolean isDirectory(String path) {
    return resolve(path).map(Files::isDirectory).orElse(false);
  }

  public boolean isFile(String path) {
    return resolve(path).map(Files::isRegularFile).orElse(false);
  }

  private Optional<Path> resolve(String path) {
    try {
      return Optional.of(directory.resolve(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Another directory of the build, if {@code path} is one; {@code from} names it. */
  public Optional<Location> enterDirectory(String path, Position from) {
    if (isDirectory(path)) {
      return Optional.of(enter(path, from));
    }
    Optional<RemoteUrl> url = isFile(path) ? Optional.empty() : RemoteUrl.parse(path);
    boolean directory =
        url.isPresent()
            && (url.get().certainty() == Certainty.REPOSITORY
                || remotes.download(url.get(), from).isEmpty());
    return directory ? Optional.of(enter(path, from)) : Optional.empty();
  }

  /** As {@link #enterDirectory}, and an error when it is none. */
  public Location enter(String path, Position from) {
    Optional<RemoteUrl> url = isDirectory(path) ? Optional.empty() : RemoteUrl.parse(path);
    if (url.isPresent()) {
      Path top = remotes.checkOut(url.get(), from);
      String repository = RemoteUrl.withoutLogin(url.get().repository());
      return new Location(
              top, repository, Optional.of(this), restriction, remotes, new Ground(top, url))
          .inRepository(url.get(), Optional.of(this), from);
    }
    if (path.startsWith("/")) {
      throw new InputException(
          from, "directory \"" + path + "\" cannot be absolute", "Name it from " + name + ".");
    }
    Path real = real(path, from);
    requireNoCycle(real, path, from);
    return new Location(real, nameOf(path), Optional.of(this), restriction, remotes, ground);
  }

  /** The directory of a repository that is meant, seen from the repository's top. */
  private Location inRepository(RemoteUrl url, Optional<Location> outside, Position from) {
    Path real = real(url.directory(), from);
    outside.ifPresent(o -> o.requireNoCycle(real, url.shown(), from));
    return new Location(real, nameOf(url.directory()), outside, restriction, remotes, ground);
  }

  private void requireNoCycle(Path real, String path, Position from) {
    for (Optional<Location> at = Optional.of(this); at.isPresent(); at = at.get().parent) {
      if (at.get().directory.startsWith(real)) {
        throw new InputException(
            from,
            "cycle detected: \"" + path + "\" contains " + at.get().name + ", which led here",
            chain());
      }
    }
  }

  /** The chain of directories that led here, for error messages; empty at the start. */
  public String chain() {
    var names = new ArrayList<String>();
    for (Optional<Location> at = Optional.of(this); at.isPresent(); at = at.get().parent) {
      names.add(at.get().name);
    }
    return names.size() < 2 ? "" : REACHED + String.join(" <- ", names);
  }

  /** An error of this directory, with the chain that led here; those that have one stay. */
  public InputException reached(InputException error) {
    String chain = chain();
    if (chain.isEmpty() || error.hint().orElse("").contains(REACHED)) {
      return error;
    }
    String hint = error.hint().map(words -> words + "\n  " + chain).orElse(chain);
    return new InputException(error.position(), error.problem(), hint, error);
  }

  /** The bytes of a file; {@code from} is the place that names it. */
  public byte[] read(String path, Position from) {
    Optional<RemoteUrl> url = isFile(path) ? Optional.empty() : RemoteUrl.parse(path);
    if (url.isPresent()) {
      return remotes
          .download(url.get(), from)
          .orElseThrow(
              () -> new InputException(from, "there is no file at \"" + url.get() + "\"", chain()));
    }
    Path real = real(path, from);
    if (restriction == LoadRestriction.ROOT_ONLY && !real.startsWith(directory)) {
      throw new InputException(
          from,
          "file \"" + path + "\" is not in or below " + name,
          "Files must lie with their kustomization; make its directory a base, or use"
              + " --load-restrictor LoadRestrictionsNone.");
    }
    try {
      if (Files.isDirectory(real)) {
        throw new InputException(from, "\"" + path + "\" is a directory, a file is expected", "");
      }
      if (Files.size(real) > MAX_BYTES) {
        throw new InputException(from, "\"" + path + "\" is larger than 64 MiB", "");
      }
      return Files.readAllBytes(real);
    } catch (IOException e) {
      throw new InputException(from, "cannot read \"" + path + "\": " + e.getMessage(), "", e);
    }
  }

  private Path real(String path, Position from) {
    try {
      Path real = directory.resolve(path).toRealPath();
      if (ground.repository.isPresent() && !real.startsWith(ground.root)) {
        throw new InputException(
            from, "\"" + path + "\" leads out of the repository " + name, chain());
      }
      return real;
    } catch (IOException | InvalidPathException e) {
      throw new InputException(from, "there is no \"" + path + "\" in " + name, hint(path), e);
    }
  }

  private String hint(String path) {
    String near = near(path);
    String chain = chain();
    return near.isEmpty() || chain.isEmpty() ? near + chain : near + "\n  " + chain;
  }

  private String near(String path) {
    Optional<Path> wanted = resolve(path).map(Path::normalize);
    if (wanted.isEmpty()
        || wanted.get().getFileName() == null
        || wanted.get().getParent() == null) {
      return "";
    }
    try (Stream<Path> files = Files.list(wanted.get().getParent())) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
      return NearMiss.hint(String.valueOf(wanted.get().getFileName()), names);
    } catch (IOException e) {
      // The parent directory is missing as well: there is nothing to propose.
      return "";
    }
  }
}
