package dev.slipway.http.google;

import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;

/** Asks the one authorisation point, and refuses in Google's words. */
public final class GoogleAccess {
  private GoogleAccess() {}

  /**
   * Refuses when the caller may not do this.
   *
   * @throws HttpException with 401 when the caller is nobody
   * @throws GoogleException when the caller is somebody without this permission
   */
  public static void require(Authorizer authorizer, Request request, Permission permission) {
    if (!(authorizer.decide(request.principal(), permission)
        instanceof Authorizer.Decision.Denied(String reason))) {
      return;
    }
    if (request.principal().isAnonymous()) {
      throw new HttpException(
          401,
          "Request is missing required authentication credential. Expected OAuth 2 access token,"
              + " login cookie or other valid authentication credential.");
    }
    throw GoogleException.denied(permission, reason);
  }
}
