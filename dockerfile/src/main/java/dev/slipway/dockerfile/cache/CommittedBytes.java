package dev.slipway.dockerfile.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What git's blobs hold, by their ids: the SHA-256 of a file's bytes, a link's target. Filled the
 * first time a blob is read; from then on a commit's files have cache keys without being read. Safe
 * for concurrent use; survives restarts through {@link #save}.
 *
 * <p>An id is the digest of its blob, so what is remembered never becomes wrong, in whichever
 * repository the blob turns up.
 */
public final class CommittedBytes {
  private static final System.Logger LOG = System.getLogger(CommittedBytes.class.getName());
  private static final int MAGIC = 0x534c4342;

  /** Beyond this many, blobs that nobody asked for since the start are forgotten. */
  private static final int MOST = 500_000;

  private final CheckedFile file;
  private final Map<Blob, String> known = new ConcurrentHashMap<>();
  private final Set<Blob> used = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean changed = new AtomicBoolean();

  /** The same blob may be a file in one place and a link in another. */
  private enum Use {
    FILE,
    LINK
  }

  private record Blob(Use use, String object) {}

  private CommittedBytes(CheckedFile file) {
    this.file = file;
  }

  /** Reads what {@link #save} wrote; a damaged file is as good as none. */
  public static CommittedBytes open(Path file) {
    var bytes = new CommittedBytes(new CheckedFile(file, MAGIC));
    try {
      bytes.file.read(bytes::load);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "reading blobs afresh: {0}: {1}", file, e.getMessage());
      bytes.known.clear();
    }
    return bytes;
  }

  /** The digest of a file's bytes, in hexadecimal. */
  public Optional<String> digest(String object) {
    return find(new Blob(Use.FILE, object));
  }

  /** Remembers the digest of a file's bytes. */
  public void digest(String object, String sha256) {
    put(new Blob(Use.FILE, object), sha256);
  }

  /** A link's target. */
  public Optional<byte[]> target(String object) {
    return find(new Blob(Use.LINK, object)).map(HexFormat.of()::parseHex);
  }

  /** Remembers a link's target. */
  public void target(String object, byte[] target) {
    put(new Blob(Use.LINK, object), HexFormat.of().formatHex(target));
  }

  private Optional<String> find(Blob blob) {
    used.add(blob);
    return Optional.ofNullable(known.get(blob));
  }

  private void put(Blob blob, String value) {
    used.add(blob);
    known.put(blob, value);
    changed.set(true);
  }

  /** Writes what is known, when that changed. */
  public void save() throws IOException {
    if (!changed.compareAndSet(true, false)) {
      return;
    }
    if (known.size() > MOST) {
      known.keySet().retainAll(used);
    }
    var entries = Map.copyOf(known);
    file.write(out -> {
      out.writeInt(entries.size());
      for (var entry : entries.entrySet()) {
        write(out, entry.getKey(), entry.getValue());
      }
    });
  }

  private static void write(DataOutputStream out, Blob blob, String value) throws IOException {
    out.writeBoolean(blob.use == Use.LINK);
    bytes(out, blob.object);
    bytes(out, value);
  }

  private static void bytes(DataOutputStream out, String hex) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private void load(DataInputStream in) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      Use use = in.readBoolean() ? Use.LINK : Use.FILE;
      known.put(new Blob(use, hex(in)), hex(in));
    }
  }

  private static String hex(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
