package dev.slipway.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * One conversation with the kernel: memory for arguments and results, released on close, and the
 * call itself.
 *
 * <p>Everything goes through the one variadic {@code syscall(2)} because every further downcall
 * handle costs some 20 ms of start-up. Not safe for use by two threads.
 */
final class Kernel implements AutoCloseable {
  static final long AT_FDCWD = -100;
  static final long AT_SYMLINK_NOFOLLOW = 0x100;
  static final long AT_EMPTY_PATH = 0x1000;
  static final long AT_REMOVEDIR = 0x200;

  static final long O_RDONLY = 0;
  static final long O_WRONLY = 1;
  static final long O_RDWR = 2;
  static final long O_CREAT = 0x40;
  static final long O_EXCL = 0x80;
  static final long O_NOCTTY = 0x100;
  static final long O_APPEND = 0x400;
  static final long O_CLOEXEC = 0x80000;
  static final long O_PATH = 0x200000;
  static final long O_DIRECTORY = Syscall.ARM ? 0x4000 : 0x10000;
  static final long O_NOFOLLOW = Syscall.ARM ? 0x8000 : 0x20000;

  private static final int ARGUMENTS = 6;
  private static final MethodHandle SYSCALL = handle();
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());

  /** Makes the call and returns its result. */
  long call(Syscall call, String subject, long... arguments) throws PosixException {
    return call(call, () -> subject, arguments);
  }

  /** As above, the subject spelled out only when the call fails. */
  long call(Syscall call, Supplier<String> subject, long... arguments) throws PosixException {
    while (true) {
      long result = invoke(call.number(), padded(arguments));
      if (result != -1) {
        return result;
      }
      int errno = (int) ERRNO.get(state, 0L);
      if (Errno.of(errno) != Errno.EINTR) {
        throw new PosixException(call.title(), subject.get(), errno);
      }
    }
  }

  MemorySegment buffer(long bytes) {
    return arena.allocate(bytes, Long.BYTES);
  }

  MemorySegment bytes(byte[] content) {
    MemorySegment segment = buffer(Math.max(1, content.length));
    MemorySegment.copy(content, 0, segment, ValueLayout.JAVA_BYTE, 0, content.length);
    return segment;
  }

  /** The address of a NUL-terminated copy. */
  long string(byte[] content) {
    MemorySegment segment = buffer(content.length + 1L);
    MemorySegment.copy(content, 0, segment, ValueLayout.JAVA_BYTE, 0, content.length);
    return segment.address();
  }

  long string(String content) {
    return string(content.getBytes(StandardCharsets.UTF_8));
  }

  long string(Path path) {
    return string(FileNames.bytes(path));
  }

  @Override
  public void close() {
    arena.close();
  }

  private long invoke(long number, long[] a) {
    try {
      return (long) SYSCALL.invokeExact(state, number, a[0], a[1], a[2], a[3], a[4], a[5]);
    } catch (Throwable e) {
      // A downcall of primitives throws nothing of its own.
      throw new AssertionError("system call " + number, e);
    }
  }

  private static long[] padded(long[] arguments) {
    return Arrays.copyOf(arguments, ARGUMENTS);
  }

  @SuppressWarnings("restricted") // Native access is what this room is for.
  private static MethodHandle handle() {
    Linker linker = Linker.nativeLinker();
    var word = ValueLayout.JAVA_LONG;
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(word, word, word, word, word, word, word, word),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }
}
