package dev.slipway.kustomize.transform;

/** An image reference in its parts; what is absent is empty. */
public record ImageName(String name, String tag, String digest) {
  /** Splits at the digest's {@code @} and the tag's colon, the first one after the last slash. */
  public static ImageName parse(String image) {
    int at = image.indexOf('@');
    String digest = at < 0 ? "" : image.substring(at + 1);
    String rest = at < 0 ? image : image.substring(0, at);
    int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
    return colon >= 0
        ? new ImageName(rest.substring(0, colon), rest.substring(colon + 1), digest)
        : new ImageName(rest, "", digest);
  }
}
