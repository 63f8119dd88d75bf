package dev.slipway.dockerfile.cache;

import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * SHA-256 of files, remembered by (device, inode, size, modification and change time), so that an
 * unchanged file is not read twice. Safe for concurrent use; survives restarts through {@link
 * #save}.
 *
 * <p>A file that was changed so recently that one more write could leave the same times behind is
 * hashed but not remembered; so a racing writer costs a second reading, never a wrong digest. The
 * change time cannot be set by programs, so a file edited in place with its old modification time
 * put back is noticed too.
 */
public final class FileHashes {
  private static final int MAGIC = 0x534c4648;
  private static final int DIGEST = 32;

  private static final int BUFFER = 128 << 10;
  private static final long NANOS = 1_000_000_000;

  /** Longer than the tick by which the kernel stamps files. */
  private static final long SETTLED_NANOS = 50_000_000;

  /** For file systems that keep whole (even) seconds only. */
  private static final long SETTLED_COARSE_NANOS = 2_000_000_000;

  private final KeptMap<Identity, byte[]> known;
  private final Clock clock;

  private record Identity(long device, long inode, long size, long modified, long changed) {
    static Identity of(FileStatus status) {
      return new Identity(
          status.device(),
          status.inode(),
          status.size(),
          status.seconds() * NANOS + status.nanos(),
          status.changedSeconds() * NANOS + status.changedNanos());
    }
  }

  private static final class Form implements KeptMap.Form<Identity, byte[]> {
    @Override
    public void write(DataOutputStream out, Identity identity, byte[] digest) throws IOException {
      out.writeLong(identity.device);
      out.writeLong(identity.inode);
      out.writeLong(identity.size);
      out.writeLong(identity.modified);
      out.writeLong(identity.changed);
      out.write(digest);
    }

    @Override
    public Map.Entry<Identity, byte[]> read(DataInputStream in) throws IOException {
      var identity =
          new Identity(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
      byte[] digest = new byte[DIGEST];
      in.readFully(digest);
      return Map.entry(identity, digest);
    }
  }

  private FileHashes(KeptMap<Identity, byte[]> known, Clock clock) {
    this.known = known;
    this.clock = clock;
  }

  /** Reads what {@link #save} wrote; a damaged file is as good as none. */
  public static FileHashes open(Path file, Clock clock) {
    return new FileHashes(KeptMap.open(file, MAGIC, new Form()), clock);
  }

  /** The digest of a regular file's bytes, in hexadecimal. */
  public String sha256(Path path) throws IOException {
    return sha256(path, PosixFiles.lstat(path));
  }

  /**
   * As above.
   *
   * @param status what the file was found to be
   */
  public String sha256(Path path, FileStatus status) throws IOException {
    Identity before = Identity.of(status);
    Optional<byte[]> remembered = known.find(before);
    byte[] digest = remembered.isPresent() ? remembered.get() : read(path);
    if (remembered.isEmpty()
        && settled(before)
        && before.equals(Identity.of(PosixFiles.lstat(path)))) {
      known.put(before, digest);
    }
    return HexFormat.of().formatHex(digest);
  }

  /** How many files are remembered. */
  public int size() {
    return known.size();
  }

  /** Writes what is known, when that changed. */
  public void save() throws IOException {
    known.save();
  }

  private boolean settled(Identity identity) {
    boolean coarse = identity.modified % NANOS == 0 && identity.changed % NANOS == 0;
    long wait = coarse ? SETTLED_COARSE_NANOS : SETTLED_NANOS;
    return Math.max(identity.modified, identity.changed) + wait < nanos(clock.instant());
  }

  private static byte[] read(Path path) throws IOException {
    MessageDigest sha = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(path)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
      }
    }
    return sha.digest();
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * NANOS + time.getNano();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
