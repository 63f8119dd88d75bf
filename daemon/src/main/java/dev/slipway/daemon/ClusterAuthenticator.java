package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.http.Authenticator;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.kubernetes.api.ServiceAccountTokens;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who makes a request of the cluster's API: a certificate of the instance's authority says so (the
 * common name is the user, organisations are groups), or a service account's token, or whatever
 * proves it elsewhere.
 */
final class ClusterAuthenticator implements Authenticator {
  private static final String BEARER = "bearer ";

  private final ServiceAccountTokens accounts;
  private final Authenticator others;

  ClusterAuthenticator(ServiceAccountTokens accounts, Authenticator others) {
    this.accounts = accounts;
    this.others = others;
  }

  @Override
  public Principal authenticate(Request request) {
    String header = request.header("Authorization").orElse("");
    if (header.isEmpty()) {
      return request
          .clientCertificate()
          .map(ClusterAuthenticator::holder)
          .orElse(Principal.ANONYMOUS);
    }
    if (header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      String token = header.substring(BEARER.length()).strip();
      if (AccountTokens.isOne(token)) {
        return accounts
            .recognise(token, List.of())
            .map(ServiceAccountTokens.Recognised::principal)
            .orElseThrow(() -> new HttpException(401, "the token is not valid here any more"));
      }
    }
    return others.authenticate(request);
  }

  private static Principal holder(X509Certificate certificate) {
    Optional<String> user = Optional.empty();
    var groups = new HashSet<String>();
    for (Rdn part : names(certificate)) {
      switch (part.getType().toUpperCase(Locale.ROOT)) {
        case "CN" -> user = Optional.of(String.valueOf(part.getValue()));
        case "O" -> groups.add(String.valueOf(part.getValue()));
        default -> {
          // The rest says nothing about who it is here.
        }
      }
    }
    groups.add("system:authenticated");
    return new Principal(
        user.orElseThrow(
            () -> new HttpException(401, "the client's certificate has no common name")),
        groups,
        Map.of("extra/authentication.kubernetes.io/credential-id", credential(certificate)));
  }

  private static String credential(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return "X509SHA256=" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new SlipwayException("a certificate that was accepted cannot be written", e);
    }
  }

  private static List<Rdn> names(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    try {
      return new LdapName(subject).getRdns();
    } catch (InvalidNameException e) {
      throw new SlipwayException("the name in a certificate cannot be read: " + subject, e);
    }
  }
}
