package dev.slipway.http;

import java.util.List;

/**
 * The routes of one room with the way it writes errors and challenges.
 *
 * @param name the room, for logs and the route list
 * @param routes its routes
 * @param errors how it writes errors
 * @param challenge the {@code WWW-Authenticate} value of a 401, empty for none
 */
public record RouteSet(String name, List<Route> routes, ErrorFormat errors, Challenge challenge) {

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
