package dev.slipway.http;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.stream.Collectors;

/**
 * From a request to its response:
 *
 * <pre>
 * request
 *  └─ route           404 / 405 in the words of the nearest room
 *      └─ who         401 for credentials that are not valid
 *          └─ may     401 with a challenge for nobody, 403 for somebody
 *              └─ handler
 * </pre>
 *
 * Whatever is thrown on the way is mapped here and nowhere else.
 */
final class Dispatcher {
  private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

  private final Router router;
  private final Authenticator authenticator;
  private final Authorizer authorizer;

  Dispatcher(Router router, Authenticator authenticator, Authorizer authorizer) {
    this.router = router;
    this.authenticator = authenticator;
    this.authorizer = authorizer;
  }

  Response dispatch(JettyRequest request) throws IOException {
    var match = router.find(request.method(), request.segments());
    var set = match.set();
    try {
      if (set.slashes() == RouteSet.EncodedSlashes.REFUSED) {
        refuseSlashes(request);
      }
      return switch (match) {
        case Router.Match.Nothing nothing ->
            set.errors()
                .format(request, 404, new HttpException(404, "no such path: " + request.path()));
        case Router.Match.WrongMethod wrong -> wrongMethod(request, wrong);
        case Router.Match.Found found -> serve(request, found);
      };
    } catch (HttpException e) {
      return withChallenge(request, set, e.status(), e);
    } catch (InputException e) {
      return set.errors().format(request, 400, e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, request.method() + " " + request.path() + " failed", e);
      return set.errors().format(request, 500, e);
    }
  }

  private static void refuseSlashes(JettyRequest request) {
    for (String segment : request.segments()) {
      if (segment.indexOf('/') >= 0) {
        throw new HttpException(400, "an encoded slash (%2F) in a path is not taken here");
      }
    }
  }

  private Response serve(JettyRequest request, Router.Match.Found found) throws IOException {
    request.matched(found.parameters());
    switch (found.route().access()) {
      case Route.Access.Anonymous anonymous -> {}
      case Route.Access.HandlerDecides decides ->
          request.authenticated(authenticator.authenticate(request));
      case Route.Access.Needs needs -> {
        request.authenticated(authenticator.authenticate(request));
        var permission = needs.permission().apply(request);
        if (authorizer.decide(request.principal(), permission)
            instanceof Authorizer.Decision.Denied(String reason)) {
          throw new HttpException(request.principal().isAnonymous() ? 401 : 403, reason);
        }
      }
    }
    return found.route().handler().handle(request);
  }

  private static Response wrongMethod(JettyRequest request, Router.Match.WrongMethod wrong) {
    String allowed = wrong.allowed().stream().map(Enum::name).collect(Collectors.joining(", "));
    var error =
        new HttpException(405, request.method() + " is not served here; allowed: " + allowed);
    return withHeader(wrong.set().errors().format(request, 405, error), "Allow", allowed);
  }

  private static Response withChallenge(
      JettyRequest request, RouteSet set, int status, HttpException error) {
    var response = set.errors().format(request, status, error);
    String challenge = status == 401 ? set.challenge().value(request) : "";
    return challenge.isEmpty() ? response : withHeader(response, "WWW-Authenticate", challenge);
  }

  private static Response withHeader(Response response, String name, String value) {
    return switch (response) {
      case Response.Bytes(int status, Headers headers, byte[] body) ->
          new Response.Bytes(status, headers.with(name, value), body);
      case Response.FileRange(int status, Headers headers, var file, long offset, long length) ->
          new Response.FileRange(status, headers.with(name, value), file, offset, length);
      case Response.Streaming(int status, Headers headers, Response.Body body) ->
          new Response.Streaming(status, headers.with(name, value), body);
      case Response.LengthOnly(int status, Headers headers, long length) ->
          new Response.LengthOnly(status, headers.with(name, value), length);
      case Response.WebSocket socket -> socket;
      case Response.Upgrade(String protocol, Headers headers, StreamHandler handler) ->
          new Response.Upgrade(protocol, headers.with(name, value), handler);
    };
  }
}
