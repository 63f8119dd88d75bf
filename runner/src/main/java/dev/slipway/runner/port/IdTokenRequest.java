package dev.slipway.runner.port;

/**
 * Where and with what a job fetches its ID tokens. It prints without the token.
 *
 * @param url with a query already: clients append {@code &audience=…}
 * @param token the bearer of the request
 */
public record IdTokenRequest(String url, String token) {
  @Override
  public String toString() {
    return "IdTokenRequest[url=" + url + "]";
  }
}
