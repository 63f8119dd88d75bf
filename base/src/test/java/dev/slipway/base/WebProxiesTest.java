package dev.slipway.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebProxiesTest {
  private static String proxy(Map<String, String> environment, String address) {
    Proxy chosen = WebProxies.of(environment).select(URI.create(address)).getFirst();
    return chosen.equals(Proxy.NO_PROXY) ? "direct" : String.valueOf(chosen.address());
  }

  @Test
  void takesTheOneForTheScheme() {
    var both = Map.of("http_proxy", "http://a.test:3128", "HTTPS_PROXY", "b.test:8080");
    assertThat(proxy(both, "http://example.com/x")).startsWith("a.test").endsWith(":3128");
    assertThat(proxy(both, "https://example.com/x")).startsWith("b.test").endsWith(":8080");
    assertThat(proxy(both, "ftp://example.com/x")).isEqualTo("direct");
    assertThat(proxy(both, "socket://example.com:443")).isEqualTo("direct");
    assertThat(proxy(Map.of("ALL_PROXY", "http://c.test"), "https://example.com"))
        .startsWith("c.test")
        .endsWith(":80");
    assertThat(proxy(Map.of(), "https://example.com/x")).isEqualTo("direct");
  }

  @Test
  void takesNoneThatJavaCannotTalkTo() {
    for (String text : List.of("socks5://a.test:1080", "https://a.test", "http://", "a b", "")) {
      assertThat(proxy(Map.of("https_proxy", text), "https://example.com")).isEqualTo("direct");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://example.com        | example.com           | direct
          https://www.example.com    | example.com           | direct
          https://EXAMPLE.com        | Example.COM           | direct
          https://example.com        | .example.com          | proxy
          https://www.example.com    | .example.com          | direct
          https://www.example.com    | *.example.com         | direct
          https://badexample.com     | example.com           | proxy
          https://example.com        | *                     | direct
          https://example.com:8443   | example.com:8443      | direct
          https://example.com        | example.com:8443      | proxy
          https://example.com        | example.com:443       | direct
          https://10.1.2.3           | 10.0.0.0/8            | direct
          https://11.1.2.3           | 10.0.0.0/8            | proxy
          https://10.1.2.3           | 10.1.2.3              | direct
          https://10.1.2.3:5000      | 10.1.2.3:5000         | direct
          https://example.com        | 10.0.0.0/8            | proxy
          https://[fd00::1]          | fd00::/8              | direct
          https://[fd00::1]          | fd00::1               | direct
          https://[fd00::1]:5000     | [fd00::1]:5000        | direct
          https://[2001:db8::1]      | fd00::/8              | proxy
          https://localhost          | ''                    | direct
          http://127.0.0.1:80        | ''                    | direct
          http://[::1]:80            | ''                    | direct
          https://b.test             | 'a.test, b.test'      | direct
          https://b.test             | 'a.test b.test'       | direct
          https://10.1.2.3           | 10.0.0.0/99           | proxy
          """)
  void reachesWhatIsListedDirectly(String address, String list, String how) {
    var environment = Map.of("ALL_PROXY", "http://p.test:1", "NO_PROXY", list);
    assertThat(proxy(environment, address)).startsWith(how.equals("proxy") ? "p.test" : how);
  }

  @Test
  void sendsItsPasswordToTheProxyAlone() throws Exception {
    var heads = new LinkedBlockingQueue<List<String>>();
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> refuse(server, heads));
      var proxies =
          WebProxies.of(
              Map.of("HTTPS_PROXY", "http://me:s%20t@127.0.0.1:" + server.getLocalPort()));
      try (var client = proxies.client().build()) {
        var request = HttpRequest.newBuilder(URI.create("https://registry.test/v2/")).build();
        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
            .isInstanceOf(IOException.class);
      }
    }
    assertThat(next(heads)).contains("CONNECT registry.test:443 HTTP/1.1");
    assertThat(next(heads))
        .contains("CONNECT registry.test:443 HTTP/1.1", "Proxy-Authorization: Basic bWU6cyB0");
  }

  private static List<String> next(LinkedBlockingQueue<List<String>> heads)
      throws InterruptedException {
    return Objects.requireNonNull(heads.poll(10, TimeUnit.SECONDS), "the proxy was not asked");
  }

  /** A proxy that wants a password, and has no way on. */
  private static void refuse(ServerSocket server, LinkedBlockingQueue<List<String>> heads) {
    try {
      while (true) {
        try (var socket = server.accept()) {
          var in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
          var head = new ArrayList<String>();
          for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.add(line);
          }
          heads.add(head);
          boolean known = head.stream().anyMatch(line -> line.startsWith("Proxy-Authorization"));
          List<String> answer =
              known
                  ? List.of("HTTP/1.1 502 Bad Gateway", "Content-Length: 0")
                  : List.of(
                      "HTTP/1.1 407 Who are you",
                      "Proxy-Authenticate: Basic realm=\"p\"",
                      "Connection: close",
                      "Content-Length: 0");
          String text = String.join("\r\n", answer) + "\r\n\r\n";
          socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
