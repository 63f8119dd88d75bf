package dev.slipway.dockerfile.files;

import dev.slipway.oci.layer.TarException;
import dev.slipway.oci.layer.TarReader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.XZFormatException;
import org.tukaani.xz.XZInputStream;

/** A tar file, perhaps compressed by gzip, bzip2 or xz: what ADD unpacks. */
public final class Archive {
  private static final int BUFFER = 128 << 10;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] BZIP2 = {'B', 'Z', 'h'};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};

  private final Path file;

  private Archive(Path file) {
    this.file = file;
  }

  /** The archive in a file; empty when it is something else, however it is called. */
  public static Optional<Archive> find(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = decompressed(file)) {
      return new TarReader(in).next().map(entry -> new Archive(file));
    } catch (TarException | ZipException | XZFormatException | CorruptedInputException e) {
      return Optional.empty();
    } catch (EOFException e) {
      // Shorter than the smallest compressed tar.
      return Optional.empty();
    }
  }

  /**
   * Unpacks it below a directory of a root filesystem. What it holds replaces what is there, but a
   * directory's content is added to.
   *
   * @param destination absolute, inside the root filesystem
   */
  public void unpack(String destination, TargetRoot target, Ownership ownership)
      throws IOException {
    try (InputStream in = decompressed(file)) {
      var tar = new TarReader(in);
      var unpacking = new Unpacking(target, destination, ownership);
      for (var entry = tar.next(); entry.isPresent(); entry = tar.next()) {
        unpacking.add(entry.get(), tar.content());
      }
      unpacking.finish();
    } catch (TarException e) {
      throw new IOException(
          "the archive " + file.getFileName() + " is damaged: " + e.getMessage(), e);
    }
  }

  private static InputStream decompressed(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      in.mark(XZ.length);
      byte[] start = in.readNBytes(XZ.length);
      in.reset();
      if (startsWith(start, GZIP)) {
        return new GZIPInputStream(in, BUFFER);
      }
      if (startsWith(start, BZIP2)) {
        return new BZip2CompressorInputStream(in, true);
      }
      return startsWith(start, XZ) ? new XZInputStream(in) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
