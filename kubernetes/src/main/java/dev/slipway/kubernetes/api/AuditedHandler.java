package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Handler;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.RequestAudit;
import dev.slipway.kubernetes.WriteOptions.Mode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Tells the audit what became of requests that may change something or reach into a container. */
final class AuditedHandler implements Handler {
  /** Reaching into a pod is no reading, whatever method opens the connection. */
  private static final Set<String> REACHING =
      Set.of("exec", "attach", "portforward", ApiRequest.PROXY);

  private final Handler inner;
  private final Function<Request, ApiRequest> meaning;
  private final RequestAudit audit;

  /**
   * @param meaning what a request asks for
   */
  AuditedHandler(Handler inner, Function<Request, ApiRequest> meaning, RequestAudit audit) {
    this.inner = inner;
    this.meaning = meaning;
    this.audit = audit;
  }

  @Override
  public Response handle(Request request) throws IOException {
    ApiRequest api = meaning.apply(request);
    if (request.method() == Method.GET && !REACHING.contains(api.subresource())) {
      return inner.handle(request);
    }
    try {
      Response answer = inner.handle(request);
      note(request, api, name(api, answer), answer.status(), "");
      return answer;
    } catch (ApiException e) {
      note(request, api, api.name(), e.code(), e.reason());
      throw e;
    } catch (HttpException e) {
      note(request, api, api.name(), e.status(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** A new object's name stands in the answer only. */
  private static String name(ApiRequest api, Response answer) {
    return api.name().isEmpty()
            && api.verb().equals("create")
            && answer instanceof Response.Bytes bytes
            && bytes.status() == 201
        ? Json.parse(bytes.body(), "the answer").path("metadata").path("name").asString("")
        : api.name();
  }

  private void note(Request request, ApiRequest api, String name, int code, String reason) {
    String resource =
        api.resource()
            + (api.group().isEmpty() ? "" : "." + api.group())
            + (api.subresource().isEmpty() ? "" : "/" + api.subresource());
    Mode mode = request.queries("dryRun").contains("All") ? Mode.DRY_RUN : Mode.PERSIST;
    audit.answered(
        new RequestAudit.Answered(
            request.principal(), api.verb(), resource, api.namespace(), name, mode, code, reason));
  }

  /** The segments behind group and version. */
  static List<String> segments(Request request) {
    return List.of(request.parameter("path").split("/"));
  }
}
