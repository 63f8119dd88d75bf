package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.TestApi;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands in containers over WebSocket, for clients that are no kubectl. */
class RemoteCommandTest {
  @TempDir Path directory;

  /** Collects what comes, each message with its channel's number before it. */
  private static final class Collected implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<String> all = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      text.append((int) data.get()).append(StandardCharsets.UTF_8.decode(data));
      return WebSocket.Listener.super.onBinary(socket, data, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      all.complete(text.toString());
      return WebSocket.Listener.super.onClose(socket, code, reason);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v4.channel.k8s.io, '', v4.channel.k8s.io",
    "v4.channel.k8s.io, v5.channel.k8s.io, v5.channel.k8s.io",
    "channel.k8s.io, v4.channel.k8s.io, v4.channel.k8s.io"
  })
  void clientsOfVersion4AreServedToo(String first, String second, String chosen) throws Exception {
    try (var api = TestApi.start(directory, new EchoNode(), Optional.empty());
        var client = HttpClient.newHttpClient()) {
      KubeObject pod =
          KubeObject.create(
              ResourceType.PODS.groupVersionKind(),
              new ObjectName("default", "p"),
              tree ->
                  tree.withObject("/spec")
                      .put("nodeName", "n")
                      .putArray("containers")
                      .addObject()
                      .put("name", "c")
                      .put("image", "i"));
      api.cluster().create(ResourceType.PODS, pod, WriteOptions.by("test"));
      var collected = new Collected();
      var builder = client.newWebSocketBuilder();
      if (second.isEmpty()) {
        builder.subprotocols(first);
      } else {
        builder.subprotocols(first, second);
      }
      String url =
          "ws://127.0.0.1:"
              + api.port()
              + "/api/v1/namespaces/default/pods/p/exec?command=fail&stdout=1&stderr=1";
      WebSocket socket = builder.buildAsync(URI.create(url), collected).get(10, TimeUnit.SECONDS);
      assertThat(socket.getSubprotocol()).isEqualTo(chosen);
      assertThat(collected.all.get(10, TimeUnit.SECONDS))
          .startsWith("1fail\n3{")
          .contains("\"reason\":\"ExitCode\",\"message\":\"3\"");
    }
  }
}
