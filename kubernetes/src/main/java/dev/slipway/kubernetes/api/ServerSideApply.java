package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Server-side apply is refused by name: it needs true {@code managedFields}, and applying without
 * them would let one manager silently overwrite another.
 */
final class ServerSideApply {
  private ServerSideApply() {}

  static ApiException refusal(Request request) {
    if (request.query("fieldManager").orElse("").isEmpty()) {
      return managerMissing();
    }
    return new ApiException(
        415,
        "UnsupportedMediaType",
        "server-side apply is not served by this cluster; apply from the client's side (kubectl"
            + " apply without --server-side)",
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
