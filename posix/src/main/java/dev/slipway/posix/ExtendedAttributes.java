package dev.slipway.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Extended attributes of every name space ({@code user.}, {@code trusted.}, {@code security.}), as
 * bytes. Symbolic links are not followed (xattr(7)).
 */
public final class ExtendedAttributes {
  private static final int FIRST_TRY = 1024;

  private ExtendedAttributes() {}

  /** The names of all attributes; empty when the file system has none. */
  public static List<String> list(Path path) throws PosixException {
    try (var kernel = new Kernel()) {
      byte[] names =
          read(kernel, Syscall.LLISTXATTR, path, kernel.string(path)).orElse(new byte[0]);
      return split(names);
    }
  }

  /** The value of an attribute, if it is set. */
  public static Optional<byte[]> get(Path path, String name) throws PosixException {
    try (var kernel = new Kernel()) {
      return read(kernel, Syscall.LGETXATTR, path, kernel.string(path), kernel.string(name));
    }
  }

  public static void set(Path path, String name, byte[] value) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(
          Syscall.LSETXATTR,
          name + " of " + FileNames.display(path),
          kernel.string(path),
          kernel.string(name),
          kernel.bytes(value).address(),
          value.length,
          0);
    }
  }

  /** Removes an attribute; it need not be there. */
  public static void remove(Path path, String name) throws PosixException {
    try (var kernel = new Kernel()) {
      kernel.call(
          Syscall.LREMOVEXATTR,
          name + " of " + FileNames.display(path),
          kernel.string(path),
          kernel.string(name));
    } catch (PosixException e) {
      if (!e.is(Errno.ENODATA)) {
        throw e;
      }
    }
  }

  private static Optional<byte[]> read(Kernel kernel, Syscall call, Path path, long... leading)
      throws PosixException {
    int size = FIRST_TRY;
    while (true) {
      MemorySegment buffer = kernel.buffer(size);
      long[] arguments = Arrays.copyOf(leading, leading.length + 2);
      arguments[leading.length] = buffer.address();
      arguments[leading.length + 1] = size;
      try {
        long length = kernel.call(call, FileNames.display(path), arguments);
        return Optional.of(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
      } catch (PosixException e) {
        if (e.is(Errno.ENODATA) || e.is(Errno.EOPNOTSUPP)) {
          return Optional.empty();
        }
        // 64 KiB is the kernel's limit for a value and for a list (XATTR_SIZE_MAX).
        if (!e.is(Errno.ERANGE) || size > 1 << 16) {
          throw e;
        }
        size *= 8;
      }
    }
  }

  private static List<String> split(byte[] names) {
    var list = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i < names.length; i++) {
      if (names[i] == 0) {
        list.add(new String(names, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return list;
  }
}
