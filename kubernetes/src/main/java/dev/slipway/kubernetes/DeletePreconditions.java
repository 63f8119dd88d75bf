package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Optional;

/** Deletes an object only while it is still the one that its deleter has seen. */
final class DeletePreconditions {
  private DeletePreconditions() {}

  /**
   * @throws ApiException when the object is not the one that was meant
   */
  static void require(ResourceType type, KubeObject object, DeleteOptions options) {
    if (options.uid().isPresent() && !options.uid().get().equals(object.uid())) {
      throw failed(
          type,
          object.name(),
          "the UID in the precondition ("
              + options.uid().get()
              + ") does not match the UID in record ("
              + object.uid()
              + "). The object might have been deleted and then recreated");
    }
    if (options.resourceVersion().isPresent()
        && !options.resourceVersion().get().equals(object.resourceVersion())) {
      throw failed(
          type,
          object.name(),
          "the ResourceVersion in the precondition ("
              + options.resourceVersion().get()
              + ") does not match the ResourceVersion in record ("
              + object.resourceVersion()
              + "). The object might have been modified");
    }
  }

  /** Kubernetes names the kind here, not the resource. */
  private static ApiException failed(ResourceType type, String name, String why) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + type.groupVersionKind().groupKind()
            + " \""
            + name
            + "\": "
            + why,
        Optional.of(ApiException.Details.of(name, type.group(), type.kind(), List.of())));
  }
}
