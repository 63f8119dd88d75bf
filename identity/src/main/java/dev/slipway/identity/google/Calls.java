package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Handler;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Route;
import dev.slipway.http.google.GoogleAccess;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What all handlers of Google's APIs share: authorising, bodies, routes. */
final class Calls {
  private static final int MAX_BODY = 1 << 20;

  private final Authorizer authorizer;

  Calls(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** A method of a resource: {@code NAME:METHOD} in the last segment of a path. */
  record Verb(String name, String method) {
    static Verb of(String segment) {
      int colon = segment.lastIndexOf(':');
      return colon < 0
          ? new Verb(segment, "")
          : new Verb(segment.substring(0, colon), segment.substring(colon + 1));
    }

    GoogleException unknown() {
      return new GoogleException(
          Status.UNIMPLEMENTED, "the method '" + method + "' is not served here");
    }
  }

  /** A route whose handler asks the authoriser, as the error names permission and resource. */
  static Route route(Method method, String pattern, Handler handler) {
    return Route.handlerDecides(
        method,
        pattern,
        "the resource depends on the body or on what the name stands for",
        IamErrors.FORMAT.answering(handler));
  }

  /** Refuses when the caller may not do {@code action} on {@code resource}. */
  void require(Request request, String action, String resource) {
    GoogleAccess.require(authorizer, request, new Permission(action, resource));
  }

  boolean allows(Request request, String action, String resource) {
    return authorizer.decide(request.principal(), new Permission(action, resource))
        instanceof Authorizer.Decision.Allowed;
  }

  /** The body; an empty object when there is none. */
  static JsonNode body(Request request) throws IOException {
    byte[] body = request.body().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new HttpException(413, "the request is longer than " + MAX_BODY + " bytes");
    }
    return body.length == 0 ? Json.MAPPER.createObjectNode() : Json.parse(body, "request body");
  }

  static Optional<String> text(JsonNode json, String field) {
    return Optional.of(json.path(field)).filter(JsonNode::isString).map(JsonNode::asString);
  }
}
