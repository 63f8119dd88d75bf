package dev.slipway.node.volume;

import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A directory whose files all change at once, as Kubernetes lays out configuration volumes.
 *
 * <pre>
 * ..data     a link to the present generation; changing it changes everything
 * ..N        the generations: the files themselves
 * NAME       a link to ..data/NAME, for each first name
 * </pre>
 */
final class AtomicDirectory {
  private static final String DATA = "..data";
  private static final int READABLE = 0440;

  /** A file to be. */
  record Content(byte[] bytes, int mode) {
    boolean isSame(Content other) {
      return mode == other.mode && Arrays.equals(bytes, other.bytes);
    }
  }

  private final Path directory;
  private final OptionalInt group;

  /**
   * A directory that may be new.
   *
   * @param group who owns the files besides root (fsGroup)
   */
  AtomicDirectory(Path directory, OptionalInt group) {
    this.directory = directory;
    this.group = group;
  }

  /** Makes these the files, by relative path; nothing happens when they are already. */
  void write(Map<String, Content> wanted) throws IOException {
    Map<String, Content> files = readable(wanted);
    Files.createDirectories(directory);
    own(directory);
    if (isPresent(files)) {
      return;
    }
    Path generation = directory.resolve(".." + (newest() + 1));
    if (Files.exists(generation, LinkOption.NOFOLLOW_LINKS)) {
      DirectoryTree.delete(generation);
    }
    Files.createDirectory(generation);
    own(generation);
    for (var file : files.entrySet()) {
      writeFile(generation, file.getKey(), file.getValue());
    }
    Path fresh = directory.resolve("..data_tmp");
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, generation.getFileName());
    Files.move(
        fresh,
        directory.resolve(DATA),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    linkNames(files);
    removeOld(generation);
  }

  /** The group of a pod may read the files of its volumes, whatever their modes. */
  private Map<String, Content> readable(Map<String, Content> files) {
    if (group.isEmpty()) {
      return files;
    }
    var changed = new TreeMap<String, Content>();
    files.forEach((name, c) -> changed.put(name, new Content(c.bytes(), c.mode() | READABLE)));
    return changed;
  }

  /** Makes a directory look the same whatever the process's mask is. */
  private void own(Path made) throws IOException {
    if (group.isPresent()) {
      PosixFiles.lchown(made, 0, group.getAsInt());
    }
    PosixFiles.chmod(made, group.isPresent() ? 02755 : 0755);
  }

  private boolean isPresent(Map<String, Content> files) throws IOException {
    Path data = directory.resolve(DATA);
    if (!Files.exists(data)) {
      return false;
    }
    var present = new TreeSet<String>();
    Path root = data.toRealPath();
    try (var all = Files.walk(root)) {
      all.filter(Files::isRegularFile).forEach(f -> present.add(root.relativize(f).toString()));
    }
    if (!present.equals(files.keySet())) {
      return false;
    }
    for (var file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      var there = new Content(Files.readAllBytes(path), PosixFiles.lstat(path).permissions());
      if (!there.isSame(file.getValue())) {
        return false;
      }
    }
    return true;
  }

  private long newest() throws IOException {
    long newest = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "..[0-9]*")) {
      for (Path one : all) {
        newest = Math.max(newest, Long.parseLong(String.valueOf(one.getFileName()).substring(2)));
      }
    }
    return newest;
  }

  private void writeFile(Path generation, String name, Content content) throws IOException {
    Path file = generation.resolve(name).normalize();
    if (!file.startsWith(generation)) {
      throw new IOException("the path " + name + " leads out of its volume");
    }
    Path at = generation;
    for (Path part : generation.relativize(file)) {
      at = at.resolve(part);
      if (!at.equals(file) && !Files.exists(at)) {
        Files.createDirectory(at);
        own(at);
      }
    }
    Files.write(file, content.bytes());
    if (group.isPresent()) {
      PosixFiles.lchown(file, 0, group.getAsInt());
    }
    PosixFiles.chmod(file, content.mode());
  }

  private void linkNames(Map<String, Content> files) throws IOException {
    var names = new TreeSet<String>();
    files.keySet().forEach(path -> names.add(path.split("/", 2)[0]));
    for (String name : names) {
      Path link = directory.resolve(name);
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path one : all) {
        String name = String.valueOf(one.getFileName());
        if (!name.startsWith("..") && !names.contains(name)) {
          Files.delete(one);
        }
      }
    }
  }

  private void removeOld(Path present) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "..[0-9]*")) {
      for (Path one : all) {
        if (!one.equals(present)) {
          DirectoryTree.delete(one);
        }
      }
    }
  }
}
