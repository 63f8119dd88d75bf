package dev.slipway.node.image;

import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.manifest.KubeObject;
import dev.slipway.oci.ImageConfig;
import java.io.IOException;
import java.util.List;

/**
 * Makes images of pods available as root filesystems; the port between the node and whoever knows
 * registries. Called from many threads; equal calls at the same time should share their work.
 */
public interface PodImages {
  /**
   * Finds or fetches an image. Blocks as long as that takes.
   *
   * @throws ImagePullException when it cannot be had
   */
  PodImage pull(Request request) throws ImagePullException, InterruptedException;

  /** The images that are here. */
  List<Stored> stored() throws IOException;

  /**
   * An image that is here.
   *
   * @param names all that it is known by, one with its digest among them
   * @param bytes its size in the registry
   */
  record Stored(List<String> names, long bytes) {
    public Stored {
      names = List.copyOf(names);
    }
  }

  /** Whether a pull would need the network: decides only which events are shown. */
  boolean isPresent(String reference);

  /**
   * Which image.
   *
   * @param reference as the pod's specification names it
   * @param secrets the pull secrets of the pod, of either type
   */
  record Request(String reference, PullPolicy policy, List<KubeObject> secrets) {
    public Request {
      secrets = List.copyOf(secrets);
    }
  }

  /** When an image is fetched (container.imagePullPolicy). */
  enum PullPolicy {
    /** Its registry is asked each time what the reference means. */
    ALWAYS,
    /** Only when it is not here. */
    IF_NOT_PRESENT,
    /** It must be here. */
    NEVER
  }

  /**
   * An image that is here.
   *
   * @param root its root filesystem
   * @param config how to run it
   * @param id names exactly this image, such as {@code host/repository@sha256:…}
   * @param bytes its size in the registry
   */
  record PodImage(SnapshotId root, ImageConfig config, String id, long bytes) {}
}
