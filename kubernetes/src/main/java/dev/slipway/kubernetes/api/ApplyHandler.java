package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Server-side apply. */
final class ApplyHandler {
  private final Cluster cluster;

  ApplyHandler(Cluster cluster) {
    this.cluster = cluster;
  }

  Response apply(Request request, ApiRequest api, ServedResource resource, byte[] body) {
    if (request.query("fieldManager").orElse("").isEmpty()) {
      throw managerMissing();
    }
    throw new ApiException(
        415,
        "UnsupportedMediaType",
        "server-side apply is not served at version "
            + cluster.version()
            + "; use client-side apply (kubectl apply without --server-side)",
        Answers.empty());
  }

  private static ApiException managerMissing() {
    String problem = "Required value: is required for apply patch";
    return new ApiException(
        422,
        "Invalid",
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: " + problem,
        Optional.of(
            new ApiException.Details(
                "",
                "meta.k8s.io",
                "PatchOptions",
                "",
                List.of(new ApiException.Cause("FieldValueRequired", problem, "fieldManager")),
                OptionalInt.empty())));
  }
}
