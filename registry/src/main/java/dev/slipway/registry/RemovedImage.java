package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.time.Instant;
import java.util.List;

/**
 * An image that was removed and can still be restored.
 *
 * @param number names this removal
 * @param name the repository's name in the registry, without a host
 * @param pushed when it had first come
 * @param tags the tags that went with it
 * @param principal who removed it
 * @param cause why, as {@link TagMove#cause}
 */
public record RemovedImage(
    long number,
    String name,
    Digest digest,
    String mediaType,
    Instant pushed,
    String pusher,
    List<String> tags,
    Instant removed,
    String principal,
    String cause) {
  public RemovedImage {
    tags = List.copyOf(tags);
  }
}
