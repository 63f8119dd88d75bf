package dev.slipway.http;

/** Establishes who makes a request from its credentials. */
public interface Authenticator {
  /**
   * The principal of {@code request}; {@link Principal#ANONYMOUS} when it carries no credentials.
   *
   * @throws HttpException 401 when it carries credentials that are not valid: wrong credentials are
   *     never treated as none
   */
  Principal authenticate(Request request);
}
