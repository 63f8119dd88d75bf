package dev.slipway.daemon;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The file by which kubectl finds and trusts an instance. */
final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * The file's text; self-contained: no plug-in, no other file.
   *
   * @param server the API's address
   * @param authority the certificate authority in PEM
   * @param token the bearer token
   */
  static String text(String server, String authority, String token) {
    String data = Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.US_ASCII));
    return """
    apiVersion: v1
    kind: Config
    current-context: slipway
    clusters:
    - name: slipway
      cluster:
        server: %s
        certificate-authority-data: %s
    contexts:
    - name: slipway
      context:
        cluster: slipway
        user: slipway
    users:
    - name: slipway
      user:
        token: %s
    """
        .formatted(server, data, token);
  }
}
