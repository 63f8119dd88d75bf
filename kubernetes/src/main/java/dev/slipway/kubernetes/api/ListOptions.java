package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which parameters of a list or watch go together.
 *
 * @param version {@code resourceVersion}; empty for the newest state
 * @param match {@code resourceVersionMatch}; empty for the usual meaning
 * @param token {@code continue}; empty for the first page
 */
record ListOptions(String version, String match, String token, boolean initialEvents) {
  private static final String FIELD = "resourceVersionMatch";

  static ListOptions of(Request request) {
    return new ListOptions(
        request.query("resourceVersion").orElse(""),
        request.query(FIELD).orElse(""),
        request.query("continue").orElse(""),
        request.query("sendInitialEvents").isPresent());
  }

  /** Refuses what a list cannot mean. */
  void requireSense() {
    if (initialEvents) {
      throw forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
    }
    if (!token.isEmpty() && !version.isEmpty() && !version.equals("0")) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    if (match.isEmpty()) {
      return;
    }
    if (!token.isEmpty()) {
      throw forbidden(FIELD, FIELD + " is forbidden when continue is provided");
    }
    if (version.isEmpty()) {
      throw forbidden(FIELD, FIELD + " is forbidden unless resourceVersion is provided");
    }
    if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
      throw invalid(
          FIELD,
          "FieldValueNotSupported",
          "Unsupported value: \""
              + match
              + "\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
    }
    if (match.equals("Exact") && version.equals("0")) {
      throw forbidden(FIELD, FIELD + " \"exact\" is forbidden for resourceVersion \"0\"");
    }
  }

  /**
   * Refuses what a watch cannot mean, and what Kubernetes 1.33 refuses unless it is switched on.
   */
  void requireSenseForWatch() {
    if (initialEvents) {
      throw forbidden(
          "sendInitialEvents",
          "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
    }
    if (!match.isEmpty()) {
      throw forbidden(FIELD, FIELD + " is forbidden for watch");
    }
  }

  private static ApiException forbidden(String field, String why) {
    return invalid(field, "FieldValueForbidden", "Forbidden: " + why);
  }

  private static ApiException invalid(String field, String reason, String problem) {
    return new ApiException(
        422,
        "Invalid",
        "ListOptions.meta.k8s.io \"\" is invalid: " + field + ": " + problem,
        Optional.of(
            new ApiException.Details(
                "",
                "meta.k8s.io",
                "ListOptions",
                "",
                List.of(new ApiException.Cause(reason, problem, field)),
                OptionalInt.empty())));
  }
}
