package dev.slipway.dockerfile.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What git's blobs hold, by their ids: the SHA-256 of a file's bytes, a link's target. Filled the
 * first time a blob is read; from then on a commit's files have cache keys without being read. Safe
 * for concurrent use; survives restarts through {@link #save}.
 *
 * <p>An id is the digest of its blob, so what is remembered never becomes wrong, in whichever
 * repository the blob turns up.
 */
public final class CommittedBytes {
  private static final int MAGIC = 0x534c4342;

  private final KeptMap<Blob, String> known;

  /** The same blob may be a file in one place and a link in another. */
  private enum Use {
    FILE,
    LINK
  }

  private record Blob(Use use, String object) {}

  private static final class Form implements KeptMap.Form<Blob, String> {
    @Override
    public void write(DataOutputStream out, Blob blob, String value) throws IOException {
      out.writeBoolean(blob.use == Use.LINK);
      bytes(out, blob.object);
      bytes(out, value);
    }

    @Override
    public Map.Entry<Blob, String> read(DataInputStream in) throws IOException {
      Use use = in.readBoolean() ? Use.LINK : Use.FILE;
      return Map.entry(new Blob(use, hex(in)), hex(in));
    }

    private static void bytes(DataOutputStream out, String hex) throws IOException {
      byte[] bytes = HexFormat.of().parseHex(hex);
      out.writeShort(bytes.length);
      out.write(bytes);
    }

    private static String hex(DataInputStream in) throws IOException {
      byte[] bytes = new byte[in.readUnsignedShort()];
      in.readFully(bytes);
      return HexFormat.of().formatHex(bytes);
    }
  }

  private CommittedBytes(KeptMap<Blob, String> known) {
    this.known = known;
  }

  /** Reads what {@link #save} wrote; a damaged file is as good as none. */
  public static CommittedBytes open(Path file) {
    return new CommittedBytes(KeptMap.open(file, MAGIC, new Form()));
  }

  /** The digest of a file's bytes, in hexadecimal. */
  public Optional<String> digest(String object) {
    return known.find(new Blob(Use.FILE, object));
  }

  /** Remembers the digest of a file's bytes. */
  public void digest(String object, String sha256) {
    known.put(new Blob(Use.FILE, object), sha256);
  }

  /** A link's target. */
  public Optional<byte[]> target(String object) {
    return known.find(new Blob(Use.LINK, object)).map(HexFormat.of()::parseHex);
  }

  /** Remembers a link's target. */
  public void target(String object, byte[] target) {
    known.put(new Blob(Use.LINK, object), HexFormat.of().formatHex(target));
  }

  /** Writes what is known, when that changed. */
  public void save() throws IOException {
    known.save();
  }
}
