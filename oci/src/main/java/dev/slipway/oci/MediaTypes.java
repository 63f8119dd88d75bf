package dev.slipway.oci;

import java.util.Set;

/** Media types of the OCI image specification and of Docker's registry, with what they mean. */
public final class MediaTypes {
  public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String EMPTY = "application/vnd.oci.empty.v1+json";
  public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  public static final String LAYER_GZIP = LAYER + "+gzip";
  public static final String LAYER_ZSTD = LAYER + "+zstd";

  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  public static final String DOCKER_LAYER_GZIP = DOCKER_LAYER + ".gzip";

  private static final String OCI_FOREIGN = "application/vnd.oci.image.layer.nondistributable.";
  private static final String DOCKER_FOREIGN =
      "application/vnd.docker.image.rootfs.foreign.diff.tar";

  private static final Set<String> MANIFESTS = Set.of(MANIFEST, DOCKER_MANIFEST);
  private static final Set<String> INDEXES = Set.of(INDEX, DOCKER_LIST);

  private MediaTypes() {}

  public static boolean isManifest(String mediaType) {
    return MANIFESTS.contains(mediaType);
  }

  public static boolean isIndex(String mediaType) {
    return INDEXES.contains(mediaType);
  }

  /** Layers that a registry need not hold: they come from where their descriptor's URLs point. */
  public static boolean isForeignLayer(String mediaType) {
    return mediaType.startsWith(OCI_FOREIGN) || mediaType.startsWith(DOCKER_FOREIGN);
  }

  /** A Content-Type value without its parameters. */
  public static String withoutParameters(String contentType) {
    int semicolon = contentType.indexOf(';');
    return (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
  }
}
