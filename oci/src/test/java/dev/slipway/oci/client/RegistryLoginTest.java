package dev.slipway.oci.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.oci.BlobStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that asks for a user and a password itself, as small ones do. */
class RegistryLoginTest {
  @TempDir Path directory;
  private HttpServer server;
  private String host;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v2/",
        exchange -> {
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          boolean known = "Basic Ym9iOnNlY3JldA==".equals(sent);
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
          exchange.sendResponseHeaders(known ? 200 : 401, -1);
          exchange.close();
        });
    server.start();
    host = "127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void logsInWhereThatIsAskedFor() throws IOException {
    var bob = new Login("bob", "secret");

    assertThatCode(() -> client(at -> Optional.of(bob)).checkLogin(host))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> client(Credentials.NONE).checkLogin(host))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("asks for a login");
    assertThatThrownBy(() -> client(at -> Optional.of(new Login("bob", "x"))).checkLogin(host))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(host);
  }

  private RegistryClient client(Credentials credentials) throws IOException {
    return new RegistryClient(new BlobStore(directory.resolve("blobs")), credentials);
  }
}
