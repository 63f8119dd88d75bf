package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.kubernetes.WriteOptions.Mode;
import dev.slipway.manifest.validation.FieldProblem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The parameters of a request's query, read as Kubernetes reads its options. */
final class WriteParameters {
  private static final String GROUP = "meta.k8s.io";
  private static final int LONGEST_MANAGER = 128;

  private WriteParameters() {}

  /** Whether a parameter is given and not turned off: {@code watch=1}, {@code watch=true}. */
  static boolean isSet(Request request, String name) {
    Optional<String> value = request.query(name);
    return value.isPresent() && !value.get().equalsIgnoreCase("false") && !value.get().equals("0");
  }

  /**
   * Who writes, as stated or by the client program's name, and whether it is meant.
   *
   * @throws ApiException 422 when a parameter says what it cannot
   */
  static WriteOptions of(Request request) {
    String manager = request.query("fieldManager").orElse("");
    requireManager(request, manager);
    if (manager.isEmpty()) {
      String agent = request.header("User-Agent").orElse("unknown");
      int slash = agent.indexOf('/');
      manager = slash < 0 ? agent : agent.substring(0, slash);
    }
    return new WriteOptions(mode(request, request.queries("dryRun")), manager);
  }

  private static void requireManager(Request request, String manager) {
    if (manager.length() > LONGEST_MANAGER) {
      throw invalid(
          request,
          new FieldProblem(
              FieldProblem.Reason.TOO_LONG,
              "fieldManager",
              "Too long: may not be more than " + LONGEST_MANAGER + " bytes"));
    }
    manager
        .codePoints()
        .filter(c -> Character.isISOControl(c) || !Character.isDefined(c))
        .findFirst()
        .ifPresent(c -> {
          throw invalid(
              request,
              FieldProblem.invalidText(
                  "fieldManager", manager, "should only contain printable characters"));
        });
  }

  /** Whether {@code dryRun}, wherever it was given, asks not to store. */
  static Mode mode(Request request, List<String> dryRun) {
    if (dryRun.isEmpty() || dryRun.equals(List.of(""))) {
      return Mode.PERSIST;
    }
    if (dryRun.stream().allMatch("All"::equals)) {
      return Mode.DRY_RUN;
    }
    String printed =
        dryRun.stream()
            .map(FieldProblem::quote)
            .collect(Collectors.joining(", ", "[]string{", "}"));
    throw invalid(
        request,
        new FieldProblem(
            FieldProblem.Reason.NOT_SUPPORTED,
            "dryRun",
            "Unsupported value: " + printed + ": supported values: \"All\""));
  }

  /** A parameter that says what it cannot. */
  static ApiException invalid(Request request, FieldProblem problem) {
    String kind =
        switch (request.method()) {
          case POST -> "CreateOptions";
          case PUT -> "UpdateOptions";
          case PATCH -> "PatchOptions";
          case DELETE -> "DeleteOptions";
          case GET, HEAD -> "ListOptions";
        };
    return new ApiException(
        422,
        "Invalid",
        kind + "." + GROUP + " \"\" is invalid: " + problem.field() + ": " + problem.message(),
        Optional.of(
            new ApiException.Details(
                "",
                GROUP,
                kind,
                "",
                List.of(
                    new ApiException.Cause(
                        problem.reason().wireName(), problem.message(), problem.field())),
                OptionalInt.empty())));
  }
}
