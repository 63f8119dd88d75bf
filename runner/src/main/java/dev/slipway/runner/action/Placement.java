package dev.slipway.runner.action;

import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.Handle;
import dev.slipway.posix.PosixFiles;
import dev.slipway.runner.JobFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * Puts files into a job. They are made where the job does not reach and then moved: a step that
 * still runs in the background cannot swap a directory for a link while they are written.
 */
public final class Placement {
  private final JobFiles files;

  public Placement(JobFiles files) {
    this.files = files;
  }

  /** Writes a file, in place of one or a link that is there. */
  public void write(Path inJob, byte[] content, int mode) throws IOException {
    writeAll(parent(inJob), Map.of(String.valueOf(inJob.getFileName()), content), mode);
  }

  /** As {@link #write} for several files of one directory, by their names. */
  public void writeAll(Path inJob, Map<String, byte[]> contents, int mode) throws IOException {
    try (Handle directory = directory(inJob)) {
      for (Map.Entry<String, byte[]> file : contents.entrySet()) {
        Path made = Files.write(files.scratchEntry(), file.getValue());
        PosixFiles.chmod(made, mode);
        files.handOver(made);
        move(made, directory, file.getKey());
      }
    }
  }

  /** The content of a file of the job; empty when there is none. */
  public Optional<byte[]> read(Path inJob) throws IOException {
    try (Handle file = files.open(inJob)) {
      return Optional.of(Files.readAllBytes(file.path()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (exists(inJob)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Whether there is something of this name, links followed. */
  public boolean exists(Path inJob) {
    try {
      return Files.exists(files.host(inJob), LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether there is a directory of this name itself, not a link to one. */
  public boolean isDirectory(Path inJob) throws IOException {
    try {
      return Files.isDirectory(files.hostEntry(inJob), LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      if (exists(inJob)) {
        throw e;
      }
      return false;
    }
  }

  /** Puts a file or a directory that was made in the scratch directory to a new place. */
  public void move(Path made, Path inJob) throws IOException {
    files.handOver(made);
    try (Handle directory = directory(parent(inJob))) {
      move(made, directory, String.valueOf(inJob.getFileName()));
    }
  }

  private static void move(Path made, Handle directory, String name) throws IOException {
    Files.move(made, directory.path().resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path parent(Path inJob) {
    return Optional.ofNullable(inJob.getParent()).orElse(Path.of("/"));
  }

  private Handle directory(Path inJob) throws IOException {
    try {
      return files.open(inJob);
    } catch (IOException e) {
      // Most often it is there; what is wrong with it is said below.
      files.hostDirectory(inJob);
      return files.open(inJob);
    }
  }

  /** Removes a file, or a directory with all it holds; nothing happens when there is none. */
  public void remove(Path inJob) throws IOException {
    Path target;
    try {
      target = files.hostEntry(inJob);
    } catch (IOException e) {
      if (exists(inJob)) {
        throw e;
      }
      return;
    }
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      DirectoryTree.delete(target);
    } else {
      Files.deleteIfExists(target);
    }
  }

  /**
   * Replaces everything a directory of the job holds by what {@code made} holds. The directory
   * itself stays: it may be where the job stands.
   */
  public void replaceContent(Path made, Path inJob) throws IOException {
    files.hostDirectory(inJob);
    files.handOver(made);
    try (Handle directory = files.open(inJob);
        var entries = Files.list(made)) {
      Path target = directory.path();
      clear(target);
      for (Path entry : entries.toList()) {
        Files.move(entry, target.resolve(String.valueOf(entry.getFileName())));
      }
    }
  }

  private static void clear(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          DirectoryTree.delete(entry);
        } else {
          Files.delete(entry);
        }
      }
    }
  }
}
