package dev.slipway.kustomize.load;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.NearMiss;
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

  private final Path directory;
  private final String name;
  private final Optional<Location> parent;
  private final LoadRestriction restriction;
  private final Path root;

  private Location(
      Path directory,
      String name,
      Optional<Location> parent,
      LoadRestriction restriction,
      Path root) {
    this.directory = directory;
    this.name = name;
    this.parent = parent;
    this.restriction = restriction;
    this.root = root;
  }

  /** The directory a build begins with, as the user named it. */
  public static Location root(Path directory, LoadRestriction restriction) {
    try {
      Path real = directory.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new InputException(Position.of(directory.toString()), "this is not a directory", "");
      }
      return new Location(real, directory.toString(), Optional.empty(), restriction, real);
    } catch (IOException e) {
      throw new InputException(
          Position.of(directory.toString()), "there is no such directory", "", e);
    }
  }

  /** A file to be read, and how messages call it. */
  public record Source(Path path, String name) {}

  public Path directory() {
    return directory;
  }

  public LoadRestriction restriction() {
    return restriction;
  }

  /** The path of a file relative to the directory the build began with. */
  public String relativeToRoot(Path file) {
    Path inside = directory.resolve(String.valueOf(file.getFileName()));
    Path absolute = file.isAbsolute() && file.startsWith(root) ? file : inside;
    return root.relativize(absolute).toString();
  }

  /** How messages call a file of this directory. */
  public String nameOf(String file) {
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

  /** Another directory of the build; {@code from} is the place that names it. */
  public Location enter(String path, Position from) {
    Path real = real(path, from);
    for (Optional<Location> at = Optional.of(this); at.isPresent(); at = at.get().parent) {
      if (at.get().directory.startsWith(real)) {
        throw new InputException(
            from,
            "cycle detected: \"" + path + "\" contains " + at.get().name + ", which led here",
            chain());
      }
    }
    return new Location(real, nameOf(path), Optional.of(this), restriction, root);
  }

  /** The chain of directories that led here, for error messages; empty at the start. */
  public String chain() {
    var names = new ArrayList<String>();
    for (Optional<Location> at = Optional.of(this); at.isPresent(); at = at.get().parent) {
      names.add(at.get().name);
    }
    return names.size() < 2 ? "" : "Reached through " + String.join(" <- ", names);
  }

  /** The bytes of a file; {@code from} is the place that names it. */
  public byte[] read(String path, Position from) {
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
      return directory.resolve(path).toRealPath();
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
