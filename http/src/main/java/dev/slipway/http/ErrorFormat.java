package dev.slipway.http;

/**
 * How a family of routes writes its errors: OCI error JSON, a Kubernetes Status, RFC 9457
 * otherwise.
 *
 * <p>The listener catches what handlers throw and maps it here, in one place.
 */
@FunctionalInterface
public interface ErrorFormat {
  /**
   * The answer for a failed request.
   *
   * @param status 400 or above; 401 and 403 come from the listener itself, before the handler runs
   * @param failure what was thrown; its message is meant for the client when {@code status} is
   *     below 500
   */
  Response format(Request request, int status, Throwable failure);
}
