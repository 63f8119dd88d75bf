package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process per data directory; the kernel lets go of the lock when the process ends. */
final class InstanceLock implements AutoCloseable {
  private final FileChannel channel;

  private InstanceLock(FileChannel channel) {
    this.channel = channel;
  }

  static InstanceLock take(DataDirectory data) throws IOException {
    var channel =
        FileChannel.open(data.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new InstanceLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw taken(data, e);
    }
    channel.close();
    throw taken(data, null);
  }

  private static SlipwayException taken(DataDirectory data, @Nullable Exception e) {
    String message =
        "another Slipway process uses " + data.root() + "; end it by 'slipway down', or use --data";
    return e == null ? new SlipwayException(message) : new SlipwayException(message, e);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
