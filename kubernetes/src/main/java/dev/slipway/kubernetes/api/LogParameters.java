package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.ApiException.Cause;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.Timestamps;
import dev.slipway.manifest.validation.FieldProblem;
import java.util.ArrayList;
import java.util.List;

/** Which parameters of a request for a log mean something. */
final class LogParameters {
  private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "PodLogOptions");

  private LogParameters() {}

  /**
   * Refuses what no log can be.
   *
   * @throws ApiException 400 for what cannot be read, 422 for what cannot be meant
   */
  static void require(Request request, String pod) {
    var problems = new ArrayList<FieldProblem>();
    atLeast(request, "tailLines", 0, problems);
    atLeast(request, "limitBytes", 1, problems);
    String time = request.query("sinceTime").orElse("");
    if (!time.isEmpty() && Timestamps.parse(time).isEmpty()) {
      throw ApiException.badRequest(
          "parsing time %1$s as \"2006-01-02T15:04:05Z07:00\": cannot parse %1$s as \"2006\""
              .formatted(FieldProblem.quote(time)));
    }
    if (!time.isEmpty() && request.query("sinceSeconds").isPresent()) {
      problems.add(
          FieldProblem.forbidden(
              "", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
    } else {
      atLeast(request, "sinceSeconds", 1, problems);
    }
    if (!problems.isEmpty()) {
      List<Cause> causes =
          problems.stream()
              .map(p -> new Cause(p.reason().wireName(), p.message(), p.field()))
              .toList();
      throw ApiException.invalid(KIND, pod, causes);
    }
  }

  private static void atLeast(
      Request request, String name, long least, List<FieldProblem> problems) {
    String text = request.query(name).orElse("");
    if (!text.isEmpty() && ListHandler.number(text) < least) {
      problems.add(
          FieldProblem.invalid(
              name,
              text,
              least == 0 ? "must be greater than or equal to 0" : "must be greater than 0"));
    }
  }
}
