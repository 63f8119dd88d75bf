package dev.slipway.dockerfile;

/**
 * Builds images; safe for concurrent use. Equal steps of concurrent builds are done once.
 *
 * <p>A port, so that those who need an image built (jobs, stand-ins for base images) do not depend
 * on how it is done.
 */
public interface ImageBuilder {
  /**
   * Builds the request's target and writes its outputs.
   *
   * @param listener hears what happens, from many threads
   * @throws dev.slipway.base.InputException when the Dockerfile or the request is wrong; nothing
   *     has been run then
   * @throws BuildFailure when a step failed
   * @throws dev.slipway.base.SlipwayException when the machine did not allow it
   */
  BuildResult build(BuildRequest request, BuildListener listener);
}
