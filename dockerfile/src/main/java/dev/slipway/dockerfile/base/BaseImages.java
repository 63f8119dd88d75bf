package dev.slipway.dockerfile.base;

import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest.BasePolicy;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.oci.ImageReference;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the images that Dockerfiles build on. Safe for concurrent use. */
public interface BaseImages {
  /**
   * What is asked for.
   *
   * @param position of the instruction that names it, for errors
   * @param builder builds a stand-in when there has to be one
   * @param repository whose locks count and are kept; empty for none
   * @param notices hears what people should know, such as that a stand-in is used
   */
  record Request(
      ImageReference reference,
      BasePolicy policy,
      Position position,
      ImageBuilder builder,
      Optional<String> repository,
      Consumer<String> notices) {
    /** The same for another name. */
    Request at(ImageReference other) {
      return new Request(other, policy, position, builder, repository, notices);
    }
  }

  /**
   * The image for this machine's platform, with all its blobs in the blob store.
   *
   * @throws dev.slipway.base.InputException when there is no such image
   */
  BaseImage resolve(Request request);
}
