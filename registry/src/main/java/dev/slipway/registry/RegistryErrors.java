package dev.slipway.registry;

import dev.slipway.base.Json;
import dev.slipway.http.ErrorFormat;
import dev.slipway.http.Handler;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.oci.DigestMismatchException;
import dev.slipway.registry.RegistryException.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Writes errors as registries do (OCI distribution specification, "Error Codes"). */
final class RegistryErrors implements ErrorFormat {
  private static final String VERSION = "Docker-Distribution-Api-Version";

  /** Old clients take a server for a registry by this header only. */
  static Headers version() {
    return Headers.of(VERSION, "registry/2.0");
  }

  /** Answers what the registry itself refuses, and counts all answers. */
  static Handler answering(String operation, Handler handler, RegistryMetrics metrics) {
    return request -> {
      long start = System.nanoTime();
      int status = 500;
      try {
        Response response = answer(handler, request);
        status = response.status();
        return response;
      } catch (HttpException e) {
        status = e.status();
        throw e;
      } finally {
        metrics.answered(operation, status, Duration.ofNanos(System.nanoTime() - start));
      }
    };
  }

  private static Response answer(Handler handler, Request request) throws IOException {
    try {
      return handler.handle(request);
    } catch (RegistryException e) {
      return response(e.status(), e.code(), String.valueOf(e.getMessage()), e.headers());
    } catch (DigestMismatchException e) {
      return response(400, Code.DIGEST_INVALID, String.valueOf(e.getMessage()), Headers.NONE);
    }
  }

  @Override
  public Response format(Request request, int status, Throwable failure) {
    String message =
        status >= 500
            ? "the registry failed to answer; its log says why"
            : String.valueOf(failure.getMessage());
    return response(status, code(status), message, version());
  }

  private static Code code(int status) {
    return switch (status) {
      case 401 -> Code.UNAUTHORIZED;
      case 403 -> Code.DENIED;
      case 404 -> Code.NAME_UNKNOWN;
      case 413 -> Code.SIZE_INVALID;
      case 429 -> Code.TOOMANYREQUESTS;
      default -> Code.UNSUPPORTED;
    };
  }

  private static Response response(int status, Code code, String message, Headers headers) {
    byte[] body =
        Json.bytes(
            Map.of("errors", new Object[] {Map.of("code", code.name(), "message", message)}));
    return new Response.Bytes(status, headers.with("Content-Type", "application/json"), body);
  }
}
