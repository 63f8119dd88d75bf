package dev.slipway.container.reach;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.ContainerMount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificates an administrator added to the host's trust store, in the forms that programs in
 * containers read. Without such certificates there is nothing to add: images bring the public ones.
 */
public final class HostCertificates {
  /** Where containers find them. Not below /etc: packages replace files there, mounts cannot be. */
  static final Path INSIDE = Path.of("/run/slipway/trust");

  private static final System.Logger LOG = System.getLogger(HostCertificates.class.getName());
  private static final String BUNDLE = "ca-bundle.pem";
  private static final String ADDED = "added.pem";
  private static final String STORE = "cacerts.p12";
  private static final String APT = "apt.conf";

  /** What the others were made from. */
  private static final String SOURCES = "sources";

  /** Java insists on a password; this one is every JDK's own. There is nothing secret inside. */
  private static final String PASSWORD = "changeit";

  /** Where distributions let administrators put certificates: Debian, Fedora, SUSE, Arch. */
  private static final List<String> ANCHORS =
      List.of(
          "usr/local/share/ca-certificates",
          "etc/pki/ca-trust/source/anchors",
          "etc/pki/trust/anchors",
          "etc/ca-certificates/trust-source/anchors");

  /** Where they keep everything that is trusted. */
  private static final List<String> BUNDLES =
      List.of(
          "etc/ssl/certs/ca-certificates.crt",
          "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
          "etc/ssl/ca-bundle.pem",
          "etc/ssl/cert.pem");

  /** What Debian's own package brings, one file each. */
  private static final String SHIPPED = "usr/share/ca-certificates";

  /** Variables that take a complete bundle. */
  private static final List<String> BUNDLE_VARIABLES =
      List.of(
          "SSL_CERT_FILE",
          "CURL_CA_BUNDLE",
          "GIT_SSL_CAINFO",
          "PIP_CERT",
          "REQUESTS_CA_BUNDLE",
          "CARGO_HTTP_CAINFO",
          "AWS_CA_BUNDLE");

  private static final String ADDED_VARIABLE = "NODE_EXTRA_CA_CERTS";

  private final Path root;
  private final Map<String, String> environment;

  private HostCertificates(Path root, Map<String, String> environment) {
    this.root = root;
    this.environment = environment;
  }

  /**
   * Looks for added certificates and writes them where containers can be given them from. When the
   * host's files are as they were the last time, what was written then is used again.
   *
   * @param directory made when missing; its files are replaced
   * @param environment this process's own variables, which may name further certificates
   */
  public static HostAdditions prepare(Path directory, Map<String, String> environment) {
    return prepare(directory, environment, Path.of("/"));
  }

  /**
   * The properties by which a Java on the host itself trusts what {@link #prepare} has written:
   * Java looks at a store of its own, not at the system's. None when nothing was added.
   */
  public static Map<String, String> javaProperties(Path directory) {
    Path store = directory.resolve(STORE);
    return Files.exists(store)
        ? Map.of(
            "javax.net.ssl.trustStore",
            store.toString(),
            "javax.net.ssl.trustStoreType",
            "PKCS12",
            "javax.net.ssl.trustStorePassword",
            PASSWORD)
        : Map.of();
  }

  static HostAdditions prepare(Path directory, Map<String, String> environment, Path root) {
    var host = new HostCertificates(root, environment);
    try {
      String sources = host.sources();
      if (!isWritten(directory, sources)) {
        host.write(directory);
        DurableFiles.write(directory.resolve(SOURCES), sources.getBytes(StandardCharsets.UTF_8));
      }
      return Files.exists(directory.resolve(STORE)) ? additions(directory) : HostAdditions.none();
    } catch (IOException | GeneralSecurityException e) {
      throw new SlipwayException(
          "could not hand the host's certificates to containers: " + e.getMessage(), e);
    }
  }

  private static boolean isWritten(Path directory, String sources) throws IOException {
    Path file = directory.resolve(SOURCES);
    return Files.exists(file) && Files.readString(file).equals(sources);
  }

  /** Every file that counts, with what changes when its content does. */
  private String sources() throws IOException {
    var places = new ArrayList<Path>();
    Stream.concat(ANCHORS.stream(), BUNDLES.stream()).map(root::resolve).forEach(places::add);
    places.add(root.resolve(SHIPPED));
    places.addAll(named(BUNDLE_VARIABLES));
    places.addAll(named(List.of(ADDED_VARIABLE)));
    var text = new StringBuilder();
    for (Path place : places) {
      text.append(place).append(":\n");
      for (Path file : CertificateFiles.in(place)) {
        var a = Files.readAttributes(file, BasicFileAttributes.class);
        text.append(file).append(' ').append(a.size()).append(' ').append(a.lastModifiedTime());
        text.append(' ').append(a.fileKey()).append('\n');
      }
    }
    return text.toString();
  }

  private void write(Path directory) throws IOException, GeneralSecurityException {
    for (String name : List.of(SOURCES, STORE)) {
      Files.deleteIfExists(directory.resolve(name));
    }
    Files.createDirectories(directory);
    Set<X509Certificate> added = added();
    if (added.isEmpty()) {
      return;
    }
    LOG.log(
        System.Logger.Level.INFO,
        "containers get {0} certificates that were added to this host''s trust store",
        added.size());
    var all = new LinkedHashSet<>(trusted());
    all.addAll(added);
    write(directory, all, added);
  }

  /** What is trusted here and was not shipped with the system. */
  Set<X509Certificate> added() throws IOException {
    var added = new LinkedHashSet<X509Certificate>();
    for (String anchors : ANCHORS) {
      added.addAll(CertificateFiles.read(root.resolve(anchors)));
    }
    Set<X509Certificate> shipped = CertificateFiles.read(root.resolve(SHIPPED));
    if (!shipped.isEmpty()) {
      var others = new LinkedHashSet<>(trusted());
      others.addAll(read(named(BUNDLE_VARIABLES)));
      others.removeAll(shipped);
      added.addAll(others);
    }
    var extra = read(named(List.of(ADDED_VARIABLE)));
    extra.removeAll(shipped);
    added.addAll(extra);
    return added;
  }

  private Set<X509Certificate> trusted() throws IOException {
    for (String bundle : BUNDLES) {
      Set<X509Certificate> found = CertificateFiles.read(root.resolve(bundle));
      if (!found.isEmpty()) {
        return found;
      }
    }
    return Set.of();
  }

  private static Set<X509Certificate> read(List<Path> places) throws IOException {
    var found = new LinkedHashSet<X509Certificate>();
    for (Path place : places) {
      found.addAll(CertificateFiles.read(place));
    }
    return found;
  }

  /** The files that variables name. */
  private List<Path> named(List<String> variables) {
    return variables.stream()
        .map(variable -> environment.getOrDefault(variable, ""))
        .filter(file -> file.startsWith("/"))
        .map(file -> root.resolve(file.substring(1)))
        .toList();
  }

  private static void write(Path directory, Set<X509Certificate> all, Set<X509Certificate> added)
      throws IOException, GeneralSecurityException {
    DurableFiles.write(directory.resolve(BUNDLE), CertificateFiles.pem(all));
    DurableFiles.write(directory.resolve(ADDED), CertificateFiles.pem(added));
    String apt = "Acquire::https::CAInfo \"" + INSIDE.resolve(BUNDLE) + "\";\n";
    DurableFiles.write(directory.resolve(APT), apt.getBytes(StandardCharsets.UTF_8));
    DurableFiles.write(directory.resolve(STORE), store(all));
  }

  private static byte[] store(Set<X509Certificate> certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate certificate : certificates) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    var bytes = new ByteArrayOutputStream();
    store.store(bytes, PASSWORD.toCharArray());
    return bytes.toByteArray();
  }

  private static HostAdditions additions(Path directory) {
    var variables = new LinkedHashMap<String, String>();
    for (String variable : BUNDLE_VARIABLES) {
      variables.put(variable, INSIDE.resolve(BUNDLE).toString());
    }
    variables.put(ADDED_VARIABLE, INSIDE.resolve(ADDED).toString());
    variables.put("APT_CONFIG", INSIDE.resolve(APT).toString());
    variables.put(
        "JAVA_TOOL_OPTIONS",
        "-Djavax.net.ssl.trustStore="
            + INSIDE.resolve(STORE)
            + " -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword="
            + PASSWORD);
    return new HostAdditions(List.of(ContainerMount.bindReadOnly(directory, INSIDE)), variables);
  }
}
