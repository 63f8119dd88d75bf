package dev.slipway.runner;

/** Where and with what a job asks for its identity token. */
public record IdTokenRequest(String url, String token) {
  /** Hides the token. */
  @Override
  public String toString() {
    return "IdTokenRequest[" + url + "]";
  }
}
