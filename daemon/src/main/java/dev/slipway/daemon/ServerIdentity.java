package dev.slipway.daemon;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a TLS server shows for itself, and the key that proves it. */
record ServerIdentity(X509Certificate certificate, PrivateKey key) {
  /**
   * A store that costs nothing: the standard one derives a key from the password by ten thousand
   * rounds, for protection that memory does not need.
   */
  private static final String IN_MEMORY = "JKS";

  /** Whether it serves under all these names, until {@code then} at least. */
  boolean isGood(List<String> hosts, List<String> addresses, Instant then)
      throws CertificateParsingException {
    var wanted = Stream.concat(hosts.stream(), addresses.stream()).collect(Collectors.toSet());
    return names().containsAll(wanted) && !certificate.getNotAfter().toInstant().isBefore(then);
  }

  Set<String> names() throws CertificateParsingException {
    // RFC 5280, section 4.2.1.6: pairs of a kind and a value.
    return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
        .flatMap(Collection::stream)
        .map(pair -> String.valueOf(pair.getLast()))
        .collect(Collectors.toSet());
  }

  /** Trusts clients with a certificate of the same authority. */
  SSLContext context(X509Certificate authority) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(IN_MEMORY);
    store.load(null, null);
    store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate, authority});
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    var context = SSLContext.getInstance("TLS");
    var trusted = KeyStore.getInstance(IN_MEMORY);
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority);
    var clients = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    clients.init(trusted);
    context.init(managers.getKeyManagers(), clients.getTrustManagers(), new SecureRandom());
    return context;
  }
}
