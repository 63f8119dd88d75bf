package dev.slipway.dockerfile.image;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.BlobWriter;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.posix.Errno;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.Handle;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.posix.RootedDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads an OCI image layout in a directory (OCI image specification, image-layout.md). Whatever its
 * files are, nothing outside of it is read, and nothing that is no file is waited for.
 */
public final class LayoutSource implements Closeable {
  private static final int MAX_DOCUMENT = 32 << 20;

  private final Path directory;
  private final RootedDirectory root;

  private LayoutSource(Path directory, RootedDirectory root) {
    this.directory = directory;
    this.root = root;
  }

  /** Opens a directory; it must be there. */
  public static LayoutSource open(Path directory) throws IOException {
    return new LayoutSource(directory, RootedDirectory.of(directory));
  }

  /** What the layout says that it holds. */
  public ImageIndex index() throws IOException {
    byte[] json;
    try (Handle file = file(Path.of("index.json"))) {
      json = bytes(file, "index.json");
    }
    if (Manifest.parse(json, MediaTypes.INDEX) instanceof ImageIndex index) {
      return index;
    }
    throw new IOException(directory + " is no OCI layout");
  }

  /** A small document. */
  public byte[] read(Descriptor descriptor) throws IOException {
    Digest digest = descriptor.digest();
    byte[] bytes;
    try (Handle file = file(place(digest))) {
      bytes = bytes(file, digest.toString());
    }
    if (!Digest.of(digest.algorithm(), bytes).equals(digest)) {
      throw new IOException(digest + " is damaged");
    }
    return bytes;
  }

  /**
   * Takes a blob over into the store, unless it is there; false when the layout does not have it.
   */
  public boolean bring(Digest digest, BlobStore blobs) throws IOException {
    if (blobs.has(digest)) {
      return true;
    }
    try (Handle file = file(place(digest));
        InputStream in = Files.newInputStream(file.path());
        BlobWriter writer = blobs.newBlob(digest.algorithm())) {
      in.transferTo(writer);
      writer.commit(Optional.of(digest));
      return true;
    } catch (PosixException e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  private static Path place(Digest digest) {
    return Path.of("blobs").resolve(digest.algorithm().text()).resolve(digest.hex());
  }

  private Handle file(Path path) throws IOException {
    Handle opened = root.open(path);
    try {
      if (PosixFiles.stat(opened.path()).type() == FileStatus.Type.REGULAR) {
        return opened;
      }
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    opened.close();
    throw new IOException(path + " in " + directory + " is no file");
  }

  private static byte[] bytes(Handle file, String name) throws IOException {
    try (InputStream in = Files.newInputStream(file.path())) {
      byte[] bytes = in.readNBytes(MAX_DOCUMENT + 1);
      if (bytes.length > MAX_DOCUMENT) {
        throw new IOException(name + " has more than " + MAX_DOCUMENT + " bytes");
      }
      return bytes;
    }
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
