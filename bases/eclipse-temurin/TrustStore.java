import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;

/** Writes a trust store as the JDK ships it: PKCS #12, no password, nothing that changes from run to run. */
final class TrustStore {
  private TrustStore() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
    System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    String[] files = Arrays.copyOfRange(args, 1, args.length);
    Arrays.sort(files);
    for (String file : files) {
      try (InputStream in = Files.newInputStream(Path.of(file))) {
        String alias = Path.of(file).getFileName().toString().replaceFirst("\\.crt$", "");
        store.setCertificateEntry(alias, certificates.generateCertificate(in));
      }
    }
    try (OutputStream out = Files.newOutputStream(Path.of(args[0]))) {
      store.store(out, null);
    }
  }
}
