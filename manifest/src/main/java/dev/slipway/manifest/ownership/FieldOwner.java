package dev.slipway.manifest.ownership;

/**
 * Who owns fields: two writes by the same owner are one entry of {@code managedFields}.
 *
 * @param manager such as {@code kubectl}
 * @param apiVersion of the objects it wrote
 * @param subresource it wrote through, such as {@code status}; empty for the object itself
 */
public record FieldOwner(
    String manager, Operation operation, String apiVersion, String subresource) {

  /** How it wrote. */
  public enum Operation {
    APPLY("Apply"),
    UPDATE("Update");

    private final String text;

    Operation(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Someone who writes other than by apply. */
  public static FieldOwner update(String manager, String apiVersion, String subresource) {
    return new FieldOwner(manager, Operation.UPDATE, apiVersion, subresource);
  }

  /** Someone who applies configurations. */
  public static FieldOwner apply(String manager, String apiVersion, String subresource) {
    return new FieldOwner(manager, Operation.APPLY, apiVersion, subresource);
  }

  /** As Kubernetes' conflicts name it. */
  String shown() {
    return '"'
        + manager
        + '"'
        + (subresource.isEmpty() ? "" : " with subresource \"" + subresource + '"')
        + switch (operation) {
          // Whoever applies is the same owner whatever version it applies in.
          case APPLY -> "";
          case UPDATE -> " using " + apiVersion;
        };
  }
}
