package dev.slipway.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and keys in files: PEM (RFC 7468) and PKCS #8. */
final class Pem {
  private static final int LINE = 64;

  private Pem() {}

  static String of(X509Certificate certificate) throws CertificateException {
    var encoder = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN CERTIFICATE-----\n"
        + encoder.encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  static X509Certificate certificate(Path file) throws IOException, CertificateException {
    return certificates(file).getFirst();
  }

  /** All of a file, in their order. */
  static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
    try (var in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toList();
    }
  }

  static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(file)));
  }
}
