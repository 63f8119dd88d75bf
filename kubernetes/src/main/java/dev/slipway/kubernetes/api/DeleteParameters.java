package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.DeleteOptions;
import dev.slipway.kubernetes.DeleteOptions.Propagation;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.validation.FieldProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** How something is to be deleted: a body, or parameters where there is none. */
final class DeleteParameters {
  static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "DeleteOptions");

  private DeleteParameters() {}

  /**
   * From {@code body}, and from the query for what the body leaves out.
   *
   * @throws ApiException 422 when they contradict each other or mean nothing
   */
  static DeleteOptions of(Request request, JsonNode body) {
    var dryRun = new ArrayList<>(request.queries("dryRun"));
    body.path("dryRun").forEach(d -> dryRun.add(d.asString("")));
    return new DeleteOptions(
        grace(request, body),
        propagation(request, body),
        text(body.path("preconditions").path("uid")),
        text(body.path("preconditions").path("resourceVersion")),
        WriteParameters.mode(request, dryRun.stream().distinct().toList()));
  }

  private static OptionalLong grace(Request request, JsonNode body) {
    return body.path("gracePeriodSeconds").isNumber()
        ? OptionalLong.of(body.path("gracePeriodSeconds").asLong(0))
        : request
            .query("gracePeriodSeconds")
            .map(g -> OptionalLong.of(ListHandler.number(g)))
            .orElse(OptionalLong.empty());
  }

  private static Optional<String> text(JsonNode node) {
    return node.isString() ? Optional.of(node.asString("")) : Optional.empty();
  }

  private static Optional<Propagation> propagation(Request request, JsonNode body) {
    String policy =
        body.path("propagationPolicy").asString(request.query("propagationPolicy").orElse(""));
    boolean orphans =
        body.path("orphanDependents").isBoolean() || request.query("orphanDependents").isPresent();
    if (orphans && !policy.isEmpty()) {
      throw WriteParameters.invalid(
          request,
          FieldProblem.invalidText(
              "propagationPolicy",
              policy,
              "orphanDependents and deletionPropagation cannot be both set"));
    }
    if (orphans) {
      boolean wanted =
          body.path("orphanDependents")
              .asBoolean(WriteParameters.isSet(request, "orphanDependents"));
      return Optional.of(wanted ? Propagation.ORPHAN : Propagation.BACKGROUND);
    }
    return switch (policy) {
      case "" -> Optional.empty();
      case "Background" -> Optional.of(Propagation.BACKGROUND);
      case "Foreground" -> Optional.of(Propagation.FOREGROUND);
      case "Orphan" -> Optional.of(Propagation.ORPHAN);
      default ->
          throw WriteParameters.invalid(
              request,
              FieldProblem.notSupported(
                  "propagationPolicy",
                  policy,
                  List.of("Foreground", "Background", "Orphan", "nil")));
    };
  }
}
