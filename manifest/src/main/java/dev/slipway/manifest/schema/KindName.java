package dev.slipway.manifest.schema;

/**
 * A kind with its API version, as an object states them.
 *
 * @param apiVersion {@code v1} or {@code group/version}
 */
public record KindName(String apiVersion, String kind) {
  /** Reads {@code apiVersion/kind}. */
  static KindName parse(String text) {
    int slash = text.lastIndexOf('/');
    return new KindName(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return apiVersion + "/" + kind;
  }
}
