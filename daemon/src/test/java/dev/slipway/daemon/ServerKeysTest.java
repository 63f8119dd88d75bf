package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerKeysTest {
  private static final List<String> HOSTS = List.of("localhost", "kubernetes.default.svc");
  private static final List<String> ADDRESSES = List.of("127.0.0.1");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path dir;

  @Test
  void theNextStartShowsTheSameCertificate() throws Exception {
    X509Certificate first = open(NOW, HOSTS);

    assertThat(open(NOW.plus(Duration.ofDays(200)), HOSTS)).isEqualTo(first);
    first.verify(Pem.certificate(dir.resolve("ca.pem")).getPublicKey());
    assertThat(first.getSubjectAlternativeNames())
        .extracting(pair -> String.valueOf(pair.getLast()))
        .containsExactlyInAnyOrder("localhost", "kubernetes.default.svc", "127.0.0.1");
    for (String secret : List.of("ca.key", "server.key")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(secret))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aCertificateThatIsAboutToEndIsReplaced() throws Exception {
    X509Certificate first = open(NOW, HOSTS);
    Instant late = NOW.plus(Duration.ofDays(330));

    assertThat(open(late, HOSTS)).isNotEqualTo(first);
    assertThat(open(late, HOSTS).getNotAfter().toInstant()).isAfter(late);
  }

  @Test
  void otherNamesNeedAnotherCertificate() throws Exception {
    X509Certificate first = open(NOW, HOSTS);

    assertThat(open(NOW, List.of("localhost"))).isEqualTo(first);
    assertThat(open(NOW, List.of("localhost", "other.example"))).isNotEqualTo(first);
  }

  @Test
  void aCertificateOfAnotherAuthorityIsReplaced() throws Exception {
    X509Certificate first = open(NOW, HOSTS);
    Files.delete(dir.resolve("ca.pem"));

    X509Certificate second = open(NOW, HOSTS);

    assertThat(second).isNotEqualTo(first);
    second.verify(Pem.certificate(dir.resolve("ca.pem")).getPublicKey());
  }

  @Test
  void aKeyWithoutItsCertificateIsReplacedTogetherWithIt() throws Exception {
    open(NOW, HOSTS);
    byte[] key = Files.readAllBytes(dir.resolve("server.key"));
    Files.delete(dir.resolve("server.pem"));

    open(NOW, HOSTS);

    assertThat(Files.readAllBytes(dir.resolve("server.key"))).isNotEqualTo(key);
  }

  private X509Certificate open(Instant now, List<String> hosts) throws Exception {
    var keys = ServerKeys.open(dir, hosts, ADDRESSES, Clock.fixed(now, ZoneOffset.UTC));
    assertThat(keys.authority()).isEqualTo(Files.readString(dir.resolve("ca.pem")));
    return Pem.certificate(dir.resolve("server.pem"));
  }
}
