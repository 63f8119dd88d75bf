package dev.slipway.container.reach;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads and writes certificates in PEM files (RFC 7468). */
final class CertificateFiles {
  private static final System.Logger LOG = System.getLogger(CertificateFiles.class.getName());
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final Pattern BLOCK =
      Pattern.compile(BEGIN + "([A-Za-z0-9+/=\\s]+)" + END, Pattern.DOTALL);
  private static final int LINE = 64;

  private CertificateFiles() {}

  /** All certificates of a file, or of all files below a directory; none when it is missing. */
  static Set<X509Certificate> read(Path place) throws IOException {
    var found = new LinkedHashSet<X509Certificate>();
    for (Path file : in(place)) {
      found.addAll(parse(Files.readString(file, StandardCharsets.ISO_8859_1), file));
    }
    return found;
  }

  /** The file itself, or all files below a directory; none when it is missing. */
  static List<Path> in(Path place) throws IOException {
    if (!Files.exists(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<X509Certificate> parse(String text, Path file) {
    var found = new ArrayList<X509Certificate>();
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
        var factory = CertificateFactory.getInstance("X.509");
        found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      } catch (CertificateException | IllegalArgumentException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "ignoring a certificate in {0}: {1}",
            file,
            e.getMessage());
      }
    }
    return found;
  }

  static byte[] pem(Collection<X509Certificate> certificates) throws IOException {
    var text = new StringBuilder();
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    for (X509Certificate certificate : certificates) {
      try {
        text.append(BEGIN).append('\n');
        text.append(encoder.encodeToString(certificate.getEncoded())).append('\n');
        text.append(END).append('\n');
      } catch (CertificateException e) {
        throw new IOException("cannot encode " + certificate.getSubjectX500Principal(), e);
      }
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
