package dev.slipway.dockerfile.files;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what the sources of a COPY name. */
public final class Selector {
  private final SourceTree tree;
  private final Optional<IgnorePatterns> exclude;
  private final Position position;

  /**
   * @param exclude patterns relative to each source: {@code --exclude}
   * @param position of the instruction, for errors
   */
  public Selector(SourceTree tree, Optional<IgnorePatterns> exclude, Position position) {
    this.tree = tree;
    this.exclude = exclude;
    this.position = position;
  }

  /**
   * The files of one source.
   *
   * @param source below the tree's root, possibly with wildcards
   * @throws InputException when it does not exist; a wildcard may match nothing
   */
  public List<Selected> select(String source) throws IOException {
    if (!GoGlob.hasWildcards(source)) {
      String path = GoGlob.unescaped(source);
      TreeFile file = tree.find(path).orElse(null);
      if (file == null) {
        throw missing(path);
      }
      return selected(path, file);
    }
    var found = new ArrayList<Selected>();
    for (TreeFile match : matches(source)) {
      found.addAll(selected(match.path(), followed(match)));
    }
    return found;
  }

  /** A file or directory by its path, which is no pattern. */
  public Selected one(String path) throws IOException {
    TreeFile file = tree.find(path).orElse(null);
    if (file == null) {
      throw missing(path);
    }
    return selected(path, file).getFirst();
  }

  /** What a match is, or where it leads: only links have to be looked for by their names. */
  private TreeFile followed(TreeFile match) throws IOException {
    return match.status().type() == FileStatus.Type.SYMBOLIC_LINK
        ? tree.find(match.path()).orElseThrow(() -> missing(match.path()))
        : match;
  }

  private List<TreeFile> matches(String source) throws IOException {
    String fixed = fixedPart(source);
    Optional<TreeFile> start = tree.find(fixed);
    if (start.isEmpty() || !start.get().status().isDirectory()) {
      return List.of();
    }
    GoGlob glob = glob(source);
    // Below a link, what is found has the path of the link's target; names are as asked for.
    String real = start.get().path();
    var found = new ArrayList<TreeFile>();
    for (TreeFile file : tree.below(start.get())) {
      String below = real.isEmpty() ? file.path() : file.path().substring(real.length() + 1);
      String asked = fixed.isEmpty() ? below : fixed + "/" + below;
      boolean inside = found.stream().anyMatch(f -> file.path().startsWith(f.path() + "/"));
      if (!inside && glob.matches(asked)) {
        found.add(file);
      }
    }
    return found;
  }

  private GoGlob glob(String source) {
    try {
      return GoGlob.compile(source);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          position, "malformed wildcard \"" + source + "\"", "close the bracket", e);
    }
  }

  private static String fixedPart(String source) {
    var fixed = new ArrayList<String>();
    for (String part : source.split("/")) {
      if (GoGlob.hasWildcards(part)) {
        break;
      }
      fixed.add(GoGlob.unescaped(part));
    }
    return String.join("/", fixed);
  }

  private List<Selected> selected(String asked, TreeFile file) throws IOException {
    String name = asked.substring(asked.lastIndexOf('/') + 1);
    if (!file.status().isDirectory()) {
      return excludes(name) ? List.of() : List.of(new Selected(name, file, List.of()));
    }
    String prefix = file.path().isEmpty() ? "" : file.path() + "/";
    var below = new ArrayList<TreeFile>();
    for (TreeFile entry : tree.below(file)) {
      String relative = entry.path().substring(prefix.length());
      if (!excludes(relative)) {
        below.add(entry.at(relative));
      }
    }
    return List.of(new Selected(name, file, below));
  }

  private boolean excludes(String path) {
    return exclude.isPresent() && exclude.get().matches(path);
  }

  /**
   * {@code --parents}: the files that a source names, each with the directories above it from the
   * {@code /./} in the source on, or from the root.
   */
  public List<Selected> withParents(String source) throws IOException {
    int pivot = source.indexOf("/./");
    String base = pivot < 0 ? "" : source.substring(0, pivot);
    String pattern = pivot < 0 ? source : source.substring(pivot + 3);
    if (!GoGlob.hasWildcards(base)) {
      TreeFile root = tree.find(base).orElseThrow(() -> missing(base));
      Selected found = withParents(root, pattern);
      if (found.below().isEmpty() && !GoGlob.hasWildcards(pattern)) {
        throw missing(source);
      }
      return List.of(found);
    }
    var all = new ArrayList<Selected>();
    for (TreeFile match : matches(Path.of(base).normalize().toString())) {
      TreeFile root = followed(match);
      if (root.status().isDirectory()) {
        all.add(withParents(root, pattern));
      }
    }
    return all;
  }

  private Selected withParents(TreeFile root, String pattern) throws IOException {
    IgnorePatterns wanted = IgnorePatterns.of(List.of(pattern), position);
    String prefix = root.path().isEmpty() ? "" : root.path() + "/";
    var found = new ArrayList<TreeFile>();
    var above = new ArrayList<TreeFile>();
    for (TreeFile entry : tree.below(root)) {
      String relative = entry.path().substring(prefix.length());
      TreeFile file = entry.at(relative);
      above.removeIf(directory -> !relative.startsWith(directory.path() + "/"));
      if (wanted.matches(relative) && !excludes(relative)) {
        found.addAll(above);
        above.clear();
        found.add(file);
      } else if (file.status().isDirectory()) {
        above.add(file);
      }
    }
    return new Selected("", root, found);
  }

  private InputException missing(String path) {
    String shown = "\"/" + path + "\"";
    boolean hidden;
    try {
      hidden = tree.hides(path);
    } catch (IOException e) {
      return new InputException(position, shown + " cannot be read: " + e.getMessage(), "", e);
    }
    return hidden
        ? new InputException(
            position,
            shown + " is excluded from " + tree.name() + " by the ignore file",
            "add !" + path + " to the ignore file, or remove the pattern that excludes it")
        : new InputException(
            position, shown + " does not exist in " + tree.name(), "check the path and its case");
  }
}
