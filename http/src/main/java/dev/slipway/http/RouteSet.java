package dev.slipway.http;

import java.util.List;

/**
 * The routes of one room with the way it writes errors and challenges.
 *
 * @param name the room, for logs and the route list
 * @param routes its routes
 * @param errors how it writes errors
 * @param challenge the {@code WWW-Authenticate} value of a 401, empty for none
 * @param slashes what becomes of segments that hold an encoded slash ({@code %2F})
 */
public record RouteSet(
    String name,
    List<Route> routes,
    ErrorFormat errors,
    Challenge challenge,
    EncodedSlashes slashes) {
  /** What becomes of segments that hold an encoded slash. */
  public enum EncodedSlashes {
    /** Most rooms make names of segments. */
    REFUSED,
    /** Parameters may hold a slash. */
    TAKEN
  }

  /** A set whose segments hold no slash. */
  public RouteSet(String name, List<Route> routes, ErrorFormat errors, Challenge challenge) {
    this(name, routes, errors, challenge, EncodedSlashes.REFUSED);
  }

  /** What a 401 asks for. */
  @FunctionalInterface
  public interface Challenge {
    /** The {@code WWW-Authenticate} value for {@code request}; empty for none. */
    String value(Request request);
  }

  public RouteSet {
    routes = List.copyOf(routes);
  }
}
