package dev.slipway.http;

import java.util.function.Function;

/**
 * One route: a method, a path pattern, what it needs, and who answers.
 *
 * <p>Patterns are matched per segment: {@code /api/runs/{id}} matches one segment, {@code
 * /v2/{name...}/blobs/{digest}} lets {@code name} take one or more segments (at most one such
 * parameter per pattern). Literal segments beat parameters. Segments are percent-decoded after the
 * path was split.
 */
public record Route(Method method, String pattern, Access access, Handler handler) {
  /** Who may call a route. */
  public sealed interface Access {
    /** Everybody; the list of these is kept short and checked by a test. */
    record Anonymous(String why) implements Access {}

    /** A principal that holds the permission the request asks for. */
    record Needs(Function<Request, Permission> permission) implements Access {}

    /**
     * The handler authorises itself through the {@link Authorizer}, because the permission depends
     * on more than the request line (a registry mount, a Kubernetes request). Anonymous requests
     * reach it.
     */
    record HandlerDecides(String why) implements Access {}
  }

  /** A route open to everybody, with the reason. */
  public static Route anonymous(Method method, String pattern, String why, Handler handler) {
    return new Route(method, pattern, new Access.Anonymous(why), handler);
  }

  /** A route that needs a permission derived from the request. */
  public static Route of(
      Method method, String pattern, Function<Request, Permission> permission, Handler handler) {
    return new Route(method, pattern, new Access.Needs(permission), handler);
  }

  /** A route whose handler asks the authoriser itself, with the reason. */
  public static Route handlerDecides(Method method, String pattern, String why, Handler handler) {
    return new Route(method, pattern, new Access.HandlerDecides(why), handler);
  }
}
