package dev.slipway.http.github;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Handler;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.util.List;
import java.util.stream.Stream;

/** GitHub's error JSON; its clients print the message. */
public final class GithubErrors implements ErrorFormat {
  private static final String HELP = "https://docs.github.com/rest";

  @Override
  public Response format(Request request, int status, Throwable failure) {
    int shown = failure instanceof InputException ? 422 : status;
    var body =
        Json.MAPPER
            .createObjectNode()
            .put(
                "message",
                shown < 500 || failure instanceof HttpException
                    ? String.valueOf(failure.getMessage())
                    : "the request failed; the process's log says why")
            .put("documentation_url", HELP)
            .put("status", Integer.toString(shown));
    return new Response.Bytes(
        shown, Headers.of("Content-Type", "application/json; charset=utf-8"), Json.bytes(body));
  }

  /**
   * What of GitHub's API is not served is said by name, and not with a 404, which callers take to
   * mean that the thing is not there.
   */
  public static List<Route> everythingElse() {
    String why = "what is not served has nothing to protect";
    Handler refusal = GithubErrors::refuse;
    return Stream.of(Method.GET, Method.POST, Method.PUT, Method.PATCH, Method.DELETE)
        .flatMap(method ->
            Stream.of("/api/v3/{path...}", "/api/uploads/{path...}", "/api/graphql")
                .map(pattern -> Route.handlerDecides(method, pattern, why, refusal)))
        .toList();
  }

  private static Response refuse(Request request) {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "Requires authentication");
    }
    throw new HttpException(
        501,
        request.path().equals("/api/graphql")
            ? "GitHub's GraphQL API is not served here; use the REST API at /api/v3"
            : request.method()
                + " "
                + request.path().replaceFirst("^/api/(v3|uploads)", "")
                + " of GitHub's API is not served here");
  }
}
