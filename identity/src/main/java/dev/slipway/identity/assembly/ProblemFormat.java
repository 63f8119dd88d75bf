package dev.slipway.identity.assembly;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;

/** Errors as RFC 9457 problem details. */
final class ProblemFormat implements ErrorFormat {
  @Override
  public Response format(Request request, int status, Throwable failure) {
    var problem = Json.MAPPER.createObjectNode().put("status", status);
    problem.put(
        "detail",
        status < 500
            ? String.valueOf(failure.getMessage())
            : "the request failed; the process's log says why");
    if (failure instanceof InputException input) {
      problem.put("problem", input.problem());
      input.hint().ifPresent(hint -> problem.put("hint", hint));
    }
    return new Response.Bytes(
        status, Headers.of("Content-Type", "application/problem+json"), Json.bytes(problem));
  }
}
