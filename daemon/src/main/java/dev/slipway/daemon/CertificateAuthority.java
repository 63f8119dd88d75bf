package dev.slipway.daemon;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The instance's own certificate authority, made at the first start. Its key never leaves the data
 * directory.
 */
final class CertificateAuthority {
  private static final Duration CA_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(365);
  private static final X500Principal NAME = new X500Principal("CN=slipway-ca");

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  private CertificateAuthority(X509Certificate certificate, PrivateKey key, Clock clock) {
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
  }

  /** Reads {@code ca.pem} and {@code ca.key} in {@code directory}, or makes them. */
  static CertificateAuthority open(Path directory, Clock clock) throws IOException {
    Path certificateFile = directory.resolve("ca.pem");
    Path keyFile = directory.resolve("ca.key");
    try {
      if (!Files.exists(certificateFile)) {
        var pair = newKey();
        var made = new CertificateAuthority(selfSigned(pair, clock), pair.getPrivate(), clock);
        DurableFiles.writeSecret(keyFile, pair.getPrivate().getEncoded());
        DurableFiles.write(
            certificateFile, Pem.of(made.certificate).getBytes(StandardCharsets.US_ASCII));
        return made;
      }
      return new CertificateAuthority(Pem.certificate(certificateFile), Pem.key(keyFile), clock);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new SlipwayException(
          "could not open the certificate authority in " + directory + ": " + e.getMessage(), e);
    }
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** A certificate for a server known by these host names and addresses, and its key. */
  ServerIdentity issue(List<String> hosts, List<String> addresses) throws IOException {
    try {
      var pair = newKey();
      var builder = builder(new X500Principal("CN=slipway"), pair, SERVER_LIFE);
      var names = new ArrayList<GeneralName>();
      hosts.forEach(h -> names.add(new GeneralName(GeneralName.dNSName, h)));
      addresses.forEach(a -> names.add(new GeneralName(GeneralName.iPAddress, a)));
      builder
          .addExtension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(names.toArray(GeneralName[]::new)))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      return new ServerIdentity(sign(builder, key), pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new SlipwayException("could not make a server certificate: " + e.getMessage(), e);
    }
  }

  private X509v3CertificateBuilder builder(X500Principal name, KeyPair pair, Duration life) {
    Instant now = clock.instant();
    return new JcaX509v3CertificateBuilder(
        NAME,
        new BigInteger(120, random),
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(life)),
        name,
        pair.getPublic());
  }

  private static X509Certificate selfSigned(KeyPair pair, Clock clock)
      throws CertIOException, GeneralSecurityException, OperatorCreationException {
    Instant now = clock.instant();
    var builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            new BigInteger(120, new SecureRandom()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(CA_LIFE)),
            NAME,
            pair.getPublic());
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return sign(builder, pair.getPrivate());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }
}
