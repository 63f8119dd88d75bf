package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Which certificate answers which host, by the {@code tls} sections of all Ingresses. An exact host
 * wins over a wildcard; a client that names no host, or one that nobody has, gets the first there
 * is.
 */
final class IngressCertificates {
  static final IngressCertificates NONE = new IngressCertificates(List.of());

  /** A certificate with what stands behind it, and its key. */
  record Identity(PrivateKey key, List<X509Certificate> chain) {
    Identity {
      chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
      return "Identity[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
  }

  private record Entry(String host, Identity identity) {
    boolean matches(String requested) {
      if (host.startsWith("*.")) {
        int dot = requested.indexOf('.');
        return dot > 0 && requested.substring(dot).equals(host.substring(1));
      }
      return host.equals(requested);
    }
  }

  private final List<Entry> entries;

  private IngressCertificates(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads what the Ingresses name.
   *
   * @param secrets finds Secrets
   * @param problems hears of an Ingress whose certificate cannot be used, and why
   */
  static IngressCertificates of(
      List<KubeObject> ingresses,
      Function<ObjectName, Optional<KubeObject>> secrets,
      BiConsumer<KubeObject, String> problems) {
    var exact = new ArrayList<Entry>();
    var others = new ArrayList<Entry>();
    for (KubeObject ingress : ingresses) {
      for (JsonNode tls : ingress.spec().path("tls")) {
        String secret = tls.path("secretName").asString("");
        if (secret.isEmpty()) {
          continue;
        }
        try {
          Identity identity = identity(secrets.apply(new ObjectName(ingress.namespace(), secret)));
          for (String host : hosts(tls)) {
            (host.isEmpty() || host.startsWith("*.") ? others : exact)
                .add(new Entry(host, identity));
          }
        } catch (GeneralSecurityException e) {
          problems.accept(ingress, "Secret \"" + secret + "\": " + e.getMessage());
        }
      }
    }
    exact.addAll(others);
    return new IngressCertificates(exact);
  }

  private static List<String> hosts(JsonNode tls) {
    var hosts = new ArrayList<String>();
    tls.path("hosts").forEach(h -> hosts.add(h.asString("").toLowerCase(Locale.ROOT)));
    return hosts.isEmpty() ? List.of("") : hosts;
  }

  private static Identity identity(Optional<KubeObject> secret) throws GeneralSecurityException {
    if (secret.isEmpty()) {
      throw new GeneralSecurityException("there is none of this name");
    }
    JsonNode data = secret.get().tree().path("data");
    PrivateKey key = PemKeys.parse(new String(bytes(data, "tls.key"), UTF_8));
    Collection<? extends Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes(data, "tls.crt")));
    var chain = new ArrayList<X509Certificate>();
    all.forEach(c -> chain.add((X509Certificate) c));
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("its tls.crt holds no certificate");
    }
    return new Identity(key, chain);
  }

  private static byte[] bytes(JsonNode data, String name) throws GeneralSecurityException {
    try {
      return Base64.getDecoder().decode(data.path(name).asString(""));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("its " + name + " is not base64", e);
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * What answers a host.
   *
   * @param host as the client named it; empty when it named none
   */
  Optional<Identity> find(String host) {
    String requested = host.toLowerCase(Locale.ROOT);
    return entries.stream()
        .filter(e -> e.matches(requested))
        .findFirst()
        .or(() -> entries.stream().findFirst())
        .map(Entry::identity);
  }
}
