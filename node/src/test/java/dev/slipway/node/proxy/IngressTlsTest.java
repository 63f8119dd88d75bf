package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Certificates of Ingresses, with keys in the forms that openssl writes. */
class IngressTlsTest {
  @TempDir Path directory;
  private final List<KubeObject> secrets = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  @BeforeEach
  void needsOpenssl() {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "needs openssl");
  }

  private void certificate(String name, String host, String... key) throws Exception {
    Path keyFile = directory.resolve(name + ".key");
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(key));
    command.addAll(List.of("-out", keyFile.toString()));
    run(command);
    Path file = directory.resolve(name + ".pem");
    run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-key",
            keyFile.toString(),
            "-subj",
            "/CN=" + host,
            "-addext",
            "subjectAltName=DNS:" + host,
            "-days",
            "2",
            "-out",
            file.toString()));
    String json =
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s","namespace":"default"},
         "type":"kubernetes.io/tls","data":{"tls.crt":"%s","tls.key":"%s"}}
        """
            .formatted(name, base64(file), base64(keyFile));
    secrets.add(KubeObject.of((ObjectNode) Json.parse(json.getBytes(UTF_8), "test")));
  }

  private static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as("%s", command).isZero();
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private IngressCertificates certificates(String tls) {
    String json =
        """
        {"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
         "metadata":{"name":"i","namespace":"default"},"spec":{"tls":[%s]}}
        """
            .formatted(tls);
    KubeObject ingress = KubeObject.of((ObjectNode) Json.parse(json.getBytes(UTF_8), "test"));
    return IngressCertificates.of(
        List.of(ingress),
        name -> secrets.stream().filter(s -> s.objectName().equals(name)).findFirst(),
        (where, why) -> problems.add(why));
  }

  /** The subject that a client sees, and the answer it gets. */
  private List<String> fetch(int port, String host) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (KubeObject secret : secrets) {
      try (var in = Files.newInputStream(directory.resolve(secret.name() + ".pem"))) {
        trusted.setCertificateEntry(
            secret.name(), CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      var parameters = socket.getSSLParameters();
      parameters.setServerNames(host.isEmpty() ? List.of() : List.of(new SNIHostName(host)));
      socket.setSSLParameters(parameters);
      socket.getOutputStream().write(request(host));
      var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return List.of(shown.getSubjectX500Principal().getName(), answer);
    }
  }

  private static byte[] request(String host) {
    return ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8);
  }

  @Test
  void eachHostGetsItsCertificateOnThePortThatSpeaksPlainTextToo() throws Exception {
    certificate("rsa", "rsa.example", "genrsa", "-traditional");
    certificate("ec", "ec.example", "ecparam", "-name", "prime256v1", "-genkey", "-noout");
    certificate(
        "p8",
        "a.wild.example",
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256");
    var table =
        certificates(
            """
            {"hosts":["rsa.example"],"secretName":"rsa"},
            {"hosts":["EC.example"],"secretName":"ec"},
            {"hosts":["*.wild.example"],"secretName":"p8"},
            {"hosts":["none.example"],"secretName":"missing"}
            """);
    assertThat(problems).containsExactly("Secret \"missing\": there is none of this name");
    try (var listener =
        IngressListener.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Nowhere(),
            new Traffic(),
            () -> table,
            new AccessStatistics(Clock.systemUTC()))) {
      assertThat(fetch(listener.port(), "rsa.example").getFirst()).isEqualTo("CN=rsa.example");
      assertThat(fetch(listener.port(), "ec.example").getFirst()).isEqualTo("CN=ec.example");
      assertThat(fetch(listener.port(), "a.wild.example").getFirst())
          .isEqualTo("CN=a.wild.example");
      assertThat(fetch(listener.port(), "other.example").getLast())
          .contains("404")
          .contains("other.example");
      assertThat(fetch(listener.port(), "").getFirst()).isEqualTo("CN=rsa.example");
      try (var plain = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
        plain.getOutputStream().write(request("plain.example"));
        assertThat(new String(plain.getInputStream().readAllBytes(), UTF_8))
            .startsWith("HTTP/1.1 404");
      }
    }
  }

  /** No rule matches anything. */
  private static final class Nowhere implements Upstreams {
    @Override
    public Choice route(RequestHead request) {
      return new Choice.NoRule();
    }

    @Override
    public Optional<Backend> next(Route route, Set<Backend> tried) {
      return Optional.empty();
    }
  }

  @Test
  void aKeyThatCannotBeReadIsSaidSo() throws Exception {
    certificate("ec", "ec.example", "ecparam", "-name", "prime256v1", "-genkey", "-noout");
    KubeObject whole = secrets.removeFirst();
    secrets.add(whole.edited(tree -> tree.withObject("/data").put("tls.key", "bm8ga2V5")));
    assertThat(certificates("{\"secretName\":\"ec\"}").isEmpty()).isTrue();
    assertThat(problems).containsExactly("Secret \"ec\": it holds no unencrypted private key");
    assertThat(secrets.getFirst().objectName()).isEqualTo(new ObjectName("default", "ec"));
  }
}
