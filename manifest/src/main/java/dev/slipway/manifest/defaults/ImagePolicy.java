package dev.slipway.manifest.defaults;

/** When an image is pulled again. */
final class ImagePolicy {
  private ImagePolicy() {}

  /** Always for tag {@code latest} and for images with neither tag nor digest. */
  static String pullPolicy(String image) {
    if (image.contains("@")) {
      return "IfNotPresent";
    }
    int colon = image.lastIndexOf(':');
    boolean tagged = colon > image.lastIndexOf('/');
    return !tagged || image.endsWith(":latest") ? "Always" : "IfNotPresent";
  }
}
