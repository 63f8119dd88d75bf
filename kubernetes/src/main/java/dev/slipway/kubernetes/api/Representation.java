package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;

/** What form a client takes an answer in, by its Accept header. */
enum Representation {
  JSON,
  /** Rows and columns, {@code meta.k8s.io/v1}. */
  TABLE,
  /** As {@link #TABLE}, labelled {@code v1beta1} for the oldest clients. */
  TABLE_BETA;

  private static final String JSON_TYPE = "application/json";

  boolean isTable() {
    return this != JSON;
  }

  String tableVersion() {
    return this == TABLE ? "meta.k8s.io/v1" : "meta.k8s.io/v1beta1";
  }

  /**
   * The first form listed that is served.
   *
   * @throws ApiException 406 when none is
   */
  static Representation of(Request request) {
    String accept = String.join(",", request.headers("Accept"));
    if (accept.isBlank()) {
      return JSON;
    }
    for (String item : accept.split(",")) {
      String[] parts = item.strip().split("\\s*;\\s*");
      String type = parts[0];
      if (type.equals("*/*") || type.equals("application/*")) {
        return JSON;
      }
      if (type.equals(JSON_TYPE)) {
        String as = parameter(parts, "as");
        if (as.isEmpty()) {
          return JSON;
        }
        if (as.equals("Table") && parameter(parts, "g").equals("meta.k8s.io")) {
          return parameter(parts, "v").equals("v1") ? TABLE : TABLE_BETA;
        }
      }
    }
    throw new ApiException(
        406,
        "NotAcceptable",
        "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
            + " application/vnd.kubernetes.protobuf",
        Answers.empty());
  }

  private static String parameter(String[] parts, String name) {
    for (String part : parts) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return "";
  }
}
