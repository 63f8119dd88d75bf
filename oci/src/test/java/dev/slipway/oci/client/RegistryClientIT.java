package dev.slipway.oci.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.base.Command;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.History;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Layer;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.Platform;
import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.LayerWriter;
import dev.slipway.oci.layer.TarEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's docker-registry. */
class RegistryClientIT {
  private static final Platform AMD = Platform.of("linux", "amd64");

  @TempDir static Path shared;
  private static Process server;
  private static int port;

  @TempDir Path directory;
  private BlobStore blobs;
  private RegistryClient client;

  @BeforeAll
  static void startRegistry() throws IOException {
    Assumptions.assumeTrue(
        Command.exists("docker-registry"),
        "docker-registry is not installed (apt-get install docker-registry); skipped");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = shared.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: "%s"}}
        http: {addr: "127.0.0.1:%d"}
        """
            .formatted(shared.resolve("data"), port));
    server =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(shared.resolve("log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          }
        });
  }

  @AfterAll
  static void stopRegistry() throws InterruptedException {
    if (server != null) {
      server.destroy();
      server.waitFor();
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    blobs = new BlobStore(directory.resolve("ours"));
    client = new RegistryClient(blobs, Credentials.NONE);
  }

  @Test
  void pushesAndPullsAnImage() throws IOException {
    Descriptor manifest = image(AMD, 3_000_000);
    ImageReference name = name("web:1");
    client.push(manifest, name);
    assertThat(client.resolve(name)).isEqualTo(manifest);

    var empty = new BlobStore(directory.resolve("theirs"));
    var other = new RegistryClient(empty, Credentials.NONE);
    assertThat(other.pull(name, AMD)).isEqualTo(manifest);
    assertThat(empty.list()).containsExactlyInAnyOrderElementsOf(blobs.list());
    assertThat(other.pull(name.withDigest(manifest.digest()), AMD)).isEqualTo(manifest);
  }

  @Test
  void pushesAnIndexAndPullsWhatFits() throws IOException {
    Platform arm = Platform.of("linux", "arm64");
    Descriptor forArm = image(arm, 1000);
    ImageIndex index =
        ImageIndex.of(List.of(forArm.withPlatform(arm), image(AMD, 2000).withPlatform(AMD)));
    Descriptor descriptor = blobs.put(MediaTypes.INDEX, index.toBytes());
    client.push(descriptor, name("multi:latest"));

    assertThat(client.resolve(name("multi"))).isEqualTo(descriptor);
    var empty = new BlobStore(directory.resolve("theirs"));
    var other = new RegistryClient(empty, Credentials.NONE);
    assertThat(other.pull(name("multi"), arm)).isEqualTo(forArm);
    assertThat(empty.list()).hasSize(3);
    assertThatThrownBy(() -> other.pull(name("multi"), Platform.of("linux", "s390x")))
        .hasMessageContaining("only for [linux/arm64, linux/amd64]");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertThatThrownBy(() -> client.pull(name("none:1"), AMD))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.NOT_FOUND))
        .hasMessageContaining("none:1");
    int closed;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = free.getLocalPort();
    }
    var nobody = ImageReference.parse("127.0.0.1:" + closed + "/web");
    assertThatThrownBy(() -> client.pull(nobody, AMD))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.UNREACHABLE));
  }

  private static ImageReference name(String rest) {
    return ImageReference.parse("127.0.0.1:" + port + "/p/" + rest);
  }

  private Descriptor image(Platform platform, int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    Layer layer =
        new LayerWriter(blobs, Compression.GZIP, Optional.empty())
            .write(tar ->
                tar.put(
                    TarEntry.of(new byte[] {'f'}, TarEntry.Kind.FILE, 0644, size),
                    new ByteArrayInputStream(content)));
    ImageConfig config =
        ImageConfig.scratch(platform)
            .withLayer(layer.diffId(), History.layer(Optional.empty(), "test", ""));
    Descriptor configuration = blobs.put(MediaTypes.CONFIG, config.toBytes());
    byte[] manifest = ImageManifest.of(configuration, List.of(layer.descriptor())).toBytes();
    assertThat(Digest.of(manifest)).isEqualTo(blobs.put(manifest));
    return Descriptor.of(MediaTypes.MANIFEST, manifest);
  }
}
