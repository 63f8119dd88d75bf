package dev.slipway.registry;

import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import java.util.Map;

/** Errors as Slipway's own API writes them. */
final class TestErrorFormat implements ErrorFormat {
  @Override
  public Response format(Request request, int status, Throwable failure) {
    return Response.json(status, Map.of("detail", String.valueOf(failure.getMessage())));
  }
}
