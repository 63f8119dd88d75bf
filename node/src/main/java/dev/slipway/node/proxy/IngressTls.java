package dev.slipway.node.proxy;

import dev.slipway.base.SlipwayException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** TLS of the Ingress listener: the certificate is chosen by the name the client asks for. */
final class IngressTls {
  /** The first byte of a TLS connection (RFC 8446, 5.1: content type handshake). */
  static final int HANDSHAKE = 0x16;

  private static final String[] PROTOCOLS = {"h2", "http/1.1"};

  private final SSLContext context;

  /**
   * @param certificates those of this moment
   */
  IngressTls(Supplier<IngressCertificates> certificates) {
    try {
      context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new ByName(certificates)}, null, new SecureRandom());
    } catch (GeneralSecurityException e) {
      throw new SlipwayException("TLS is not available: " + e.getMessage(), e);
    }
  }

  /** The encrypted connection over {@code socket}, whose first byte was read already. */
  SSLSocket over(Socket socket) throws IOException {
    var first = new ByteArrayInputStream(new byte[] {HANDSHAKE});
    var encrypted = (SSLSocket) context.getSocketFactory().createSocket(socket, first, true);
    encrypted.setUseClientMode(false);
    var parameters = encrypted.getSSLParameters();
    parameters.setApplicationProtocols(PROTOCOLS);
    encrypted.setSSLParameters(parameters);
    return encrypted;
  }

  /** An alias is the name that the client asks for. */
  private static final class ByName extends X509ExtendedKeyManager {
    private final Supplier<IngressCertificates> certificates;

    ByName(Supplier<IngressCertificates> certificates) {
      this.certificates = certificates;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      String name =
          socket instanceof SSLSocket encrypted
                  && encrypted.getHandshakeSession() instanceof ExtendedSSLSession session
              ? requested(session)
              : "";
      boolean fits =
          certificates
              .get()
              .find(name)
              .filter(i -> i.key().getAlgorithm().equals(keyType))
              .isPresent();
      return fits ? name : null;
    }

    private static String requested(ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
      return "";
    }

    private Optional<IngressCertificates.Identity> identity(String alias) {
      return certificates.get().find(alias);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return identity(alias).map(i -> i.chain().toArray(X509Certificate[]::new)).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return identity(alias).map(IngressCertificates.Identity::key).orElse(null);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }
}
