package dev.slipway.daemon;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * The server's key and certificate, kept from start to start: making them anew is a good part of
 * what a start costs.
 *
 * <pre>
 * ca.key  ca.pem  server.key  server.pem    the keys readable by their owner alone
 * </pre>
 *
 * @param authority what clients trust, as in kubeconfig files
 * @param names what the certificate is good for
 */
record ServerKeys(SSLContext context, String authority, Set<String> names) {
  ServerKeys {
    names = Set.copyOf(names);
  }

  /** A certificate with less than this left is replaced. */
  private static final Duration RESERVE = Duration.ofDays(60);

  /** Whether the certificate is good for all of these hosts or addresses. */
  boolean names(List<String> wanted) {
    return names.containsAll(wanted);
  }

  /** Reads them in {@code directory}; makes what is missing, other than wanted, or about to end. */
  static ServerKeys open(Path directory, List<String> hosts, List<String> addresses, Clock clock)
      throws IOException {
    try {
      var authority = CertificateAuthority.open(directory, clock);
      Instant then = clock.instant().plus(RESERVE);
      Optional<ServerIdentity> kept = read(directory, authority.certificate());
      boolean good = kept.isPresent() && kept.get().isGood(hosts, addresses, then);
      ServerIdentity identity = good ? kept.get() : authority.issue(hosts, addresses);
      if (!good) {
        write(directory, identity, authority.certificate());
      }
      return new ServerKeys(
          identity.context(authority.certificate()),
          Pem.of(authority.certificate()),
          identity.names());
    } catch (GeneralSecurityException e) {
      throw new SlipwayException(
          "could not open the keys in " + directory + ": " + e.getMessage(), e);
    }
  }

  /** What was issued by this authority, which stands behind it in the file. */
  private static Optional<ServerIdentity> read(Path directory, X509Certificate authority)
      throws IOException, GeneralSecurityException {
    Path file = directory.resolve("server.pem");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<X509Certificate> chain = Pem.certificates(file);
    return chain.getLast().equals(authority)
        ? Optional.of(
            new ServerIdentity(chain.getFirst(), Pem.key(directory.resolve("server.key"))))
        : Optional.empty();
  }

  private static void write(Path directory, ServerIdentity identity, X509Certificate authority)
      throws IOException, GeneralSecurityException {
    // Never a certificate beside another one's key: the old one goes first, the new one comes last.
    Files.deleteIfExists(directory.resolve("server.pem"));
    DurableFiles.writeSecret(directory.resolve("server.key"), identity.key().getEncoded());
    String chain = Pem.of(identity.certificate()) + Pem.of(authority);
    DurableFiles.write(directory.resolve("server.pem"), chain.getBytes(StandardCharsets.US_ASCII));
  }
}
