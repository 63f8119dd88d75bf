package dev.slipway.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root: real namespaces and mounts. */
class NamespacesIT {
  @TempDir Path dir;

  @BeforeEach
  void needsRoot() throws IOException {
    Assumptions.assumeTrue(PosixFilesTest.isRoot(), "needs root");
  }

  @Test
  void opensSocketsInAnotherNamespaceAndComesBack() throws Exception {
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Process holder = new ProcessBuilder("unshare", "--net", "sleep", "60").start();
    try {
      Path namespace = Path.of("/proc", Long.toString(holder.pid()), "ns/net");
      Awaitility.await().until(() -> !Files.readSymbolicLink(namespace).equals(own));

      // The address is taken twice: only possible in two namespaces.
      try (ServerSocketChannel here = bind(0)) {
        int port = ((InetSocketAddress) here.getLocalAddress()).getPort();
        try (var there = NetworkNamespaces.call(namespace, () -> bind(port))) {
          assertThat(there.isOpen()).isTrue();
        }
      }
      var inside =
          NetworkNamespaces.call(
              namespace, () -> Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")));
      assertThat(inside).isEqualTo(Files.readSymbolicLink(namespace)).isNotEqualTo(own);
      assertThatThrownBy(() ->
              NetworkNamespaces.call(
                  namespace,
                  () -> {
                    throw new IOException("as is");
                  }))
          .hasMessage("as is");
      var carrier = new AtomicReference<Path>();
      Thread.ofVirtual().start(() -> carrier.set(ownNamespace())).join();
      assertThat(carrier.get()).isEqualTo(own);
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  @Test
  void mountsBindsAndUnmounts() throws IOException {
    Path target = Files.createDirectory(dir.resolve("target"));
    Path again = Files.createDirectory(dir.resolve("again"));
    Mounts.mount("tmpfs", target, "tmpfs", Set.of(Mounts.Flag.NO_SUID), "size=1m,mode=700");
    try {
      Files.writeString(target.resolve("file"), "x");
      Mounts.bindReadOnly(target, again);
      try {
        assertThat(again.resolve("file")).hasContent("x");
        assertThatThrownBy(() -> Files.writeString(again.resolve("file"), "y"))
            .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> DirectoryTree.delete(dir)).hasMessageContaining("is a mount");
      } finally {
        Mounts.unmount(again);
      }
    } finally {
      Mounts.detach(target);
    }
    assertThat(target.resolve("file")).doesNotExist();
  }

  @Test
  void removesWhatWasLeftMounted() throws IOException {
    Path left = Files.createDirectory(dir.resolve("left over"));
    Path kept = Files.createDirectory(dir.resolve("kept"));
    Files.writeString(kept.resolve("file"), "x");
    Path memory =
        Files.createDirectory(left.resolve(FileNames.path(new byte[] {'m', (byte) 0xff})));
    Path bound = Files.createDirectory(left.resolve("b\\c"));
    Mounts.mount("tmpfs", memory, "tmpfs", Set.of(), "size=1m");
    Files.createDirectory(memory.resolve("inner"));
    Mounts.bind(kept, memory.resolve("inner"));
    Mounts.bind(kept, bound);
    Path link = Files.createSymbolicLink(dir.resolve("link"), left);

    assertThat(MountTable.below(link))
        .containsExactly(
            bound.toRealPath(), memory.resolve("inner").toRealPath(), memory.toRealPath());
    DirectoryTree.deleteLeftover(left);

    assertThat(left).doesNotExist();
    assertThat(kept.resolve("file")).hasContent("x");
    assertThat(MountTable.below(dir)).isEmpty();
  }

  private static ServerSocketChannel bind(int port) throws IOException {
    return ServerSocketChannel.open().bind(new InetSocketAddress("0.0.0.0", port));
  }

  private static Path ownNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
