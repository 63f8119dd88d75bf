package dev.slipway.dockerfile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A directory's files as a commit of them would be, and how many blobs were read of it. */
public final class RememberedCommit implements CommitContext {
  public final AtomicInteger read = new AtomicInteger();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, byte[]> blobs = new HashMap<>();

  private RememberedCommit() {}

  /** What {@code git add --all} takes of a directory. */
  public static RememberedCommit of(Path directory) throws IOException {
    var commit = new RememberedCommit();
    commit.addBelow(directory, "");
    return commit;
  }

  private void addBelow(Path directory, String prefix) throws IOException {
    List<Path> children;
    try (Stream<Path> found = Files.list(directory)) {
      children = found.sorted().toList();
    }
    for (Path child : children) {
      String path = prefix + child.getFileName();
      if (Files.isSymbolicLink(child)) {
        byte[] target = Files.readSymbolicLink(child).toString().getBytes(StandardCharsets.UTF_8);
        entries.add(new Entry(path, Kind.SYMBOLIC_LINK, blob(target)));
      } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        entries.add(new Entry(path, Kind.DIRECTORY, blob(path.getBytes(StandardCharsets.UTF_8))));
        addBelow(child, path + "/");
      } else {
        Kind kind = Files.isExecutable(child) ? Kind.EXECUTABLE : Kind.FILE;
        entries.add(new Entry(path, kind, blob(Files.readAllBytes(child))));
      }
    }
  }

  private String blob(byte[] bytes) {
    try {
      var sha = MessageDigest.getInstance("SHA-1");
      sha.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
      String id = HexFormat.of().formatHex(sha.digest(bytes));
      blobs.put(id, bytes);
      return id;
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public List<Entry> entries() {
    return entries;
  }

  @Override
  public InputStream open(String object) {
    read.incrementAndGet();
    return new ByteArrayInputStream(blobs.get(object));
  }

  @Override
  public Instant time() {
    return Instant.ofEpochSecond(1_600_000_000);
  }
}
