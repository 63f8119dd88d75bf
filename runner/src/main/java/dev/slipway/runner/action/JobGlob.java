package dev.slipway.runner.action;

import dev.slipway.runner.JobFiles;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Files of a job by patterns, as the actions toolkit reads them: one a line, {@code ~} for the home
 * directory, {@code *}, {@code **}, {@code ?} and {@code [...]}, {@code !} to take away again.
 *
 * <p>Paths are as the job sees them. Links are not followed while looking.
 */
public final class JobGlob {
  private final JobFiles files;
  private final List<Pattern> patterns;

  /** One line. */
  private record Pattern(boolean exclude, Path base, Path whole, boolean plain) {
    boolean matches(Path path) {
      if (plain) {
        return path.equals(whole);
      }
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + whole);
      return matcher.matches(path)
          // Java wants a directory for "**/": the toolkit lets it stand for nothing too.
          || FileSystems.getDefault()
              .getPathMatcher("glob:" + whole.toString().replace("/**/", "/"))
              .matches(path);
    }
  }

  private JobGlob(JobFiles files, List<Pattern> patterns) {
    this.files = files;
    this.patterns = patterns;
  }

  public static JobGlob of(JobFiles files, List<String> lines) {
    var patterns = new ArrayList<Pattern>();
    for (String line : lines) {
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        patterns.add(pattern(files, text));
      }
    }
    return new JobGlob(files, patterns);
  }

  private static Pattern pattern(JobFiles files, String line) {
    boolean exclude = line.startsWith("!");
    String text = exclude ? line.substring(1).strip() : line;
    if (text.equals("~") || text.startsWith("~/")) {
      text = files.home() + text.substring(1);
    }
    Path whole = files.workspace().resolve(text).normalize();
    Path base = Path.of("/");
    boolean plain = true;
    for (Path name : whole) {
      if (name.toString().matches(".*[*?\\[{].*")) {
        plain = false;
        break;
      }
      base = base.resolve(name);
    }
    return new Pattern(exclude, base, whole, plain);
  }

  /** The directories and files that the patterns begin at. */
  public List<Path> searchPaths() {
    return patterns.stream().filter(p -> !p.exclude).map(Pattern::base).distinct().toList();
  }

  /** What the patterns name themselves, directories not gone into once they match. */
  public List<Path> named() throws IOException {
    var found = new TreeSet<Path>();
    for (Pattern pattern : patterns) {
      if (pattern.exclude) {
        found.removeIf(pattern::matches);
      } else if (pattern.plain) {
        if (exists(pattern.whole)) {
          found.add(pattern.whole);
        }
      } else {
        walk(
            pattern.base,
            (path, directory) -> {
              boolean match = pattern.matches(path);
              if (match) {
                found.add(path);
              }
              return !match;
            });
      }
    }
    return List.copyOf(found);
  }

  /** All files that the patterns name or that lie below a named directory. */
  public List<Path> allFiles() throws IOException {
    var found = new TreeSet<Path>();
    for (Path path : named()) {
      walk(
          path,
          (file, directory) -> {
            if (!directory && !excluded(file)) {
              found.add(file);
            }
            return true;
          });
    }
    return List.copyOf(found);
  }

  private boolean excluded(Path file) {
    for (Path path = file; path != null; path = path.getParent()) {
      Path at = path;
      if (patterns.stream().anyMatch(p -> p.exclude && p.matches(at))) {
        return true;
      }
    }
    return false;
  }

  private boolean exists(Path path) {
    try {
      return Files.exists(files.host(path), LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Visit {
    /** Returns whether to go into a directory. */
    boolean visit(Path path, boolean directory);
  }

  private void walk(Path base, Visit visit) throws IOException {
    if (!exists(base)) {
      return;
    }
    Path real = files.host(base);
    Files.walkFileTree(
        real,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return visit.visit(inJob(path), true)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            visit.visit(inJob(path), false);
            return FileVisitResult.CONTINUE;
          }

          private Path inJob(Path path) {
            return base.resolve(real.relativize(path)).normalize();
          }
        });
  }
}
