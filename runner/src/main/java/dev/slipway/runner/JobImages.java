package dev.slipway.runner;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Images of jobs: a job builds and names them as with a Docker daemon of its own. The names are the
 * job's, the content is shared by all; they end with the job.
 *
 * <p>Errors are {@link dev.slipway.base.InputException} for what the job asked wrongly and {@link
 * dev.slipway.base.SlipwayException} for what could not be done.
 */
public interface JobImages {
  /**
   * A finished build.
   *
   * @param digest of the manifest
   * @param imageId of the configuration, as {@code docker images} shows it
   * @param size of the manifest in bytes
   * @param standIns base images that were built here because the real ones could not be had
   */
  record Built(String digest, String imageId, long size, String mediaType, List<String> standIns) {}

  /**
   * An image that a job has a name for.
   *
   * @param name the short form, with a tag
   * @param bytes of all layers, uncompressed sizes not counted
   */
  record Named(String name, String digest, String imageId, Instant created, long bytes) {}

  /**
   * One image with everything about it.
   *
   * @param names all names the job has for it
   * @param configuration the image's configuration document
   * @param layerBytes the size of each layer, the lowest first
   */
  record Details(
      List<String> names,
      String digest,
      String imageId,
      JsonNode configuration,
      List<Long> layerBytes) {}

  /** What a push or pull left: the manifest's digest and size. */
  record Moved(String digest, long size) {}

  /** Builds, names and, if asked to, pushes. */
  Built build(JobDescriptor job, JobFiles files, JobBuild order, LineListener progress)
      throws InterruptedException;

  /**
   * Asks something of a Dockerfile instead of building it.
   *
   * @param method {@code check}, {@code outline} or {@code targets}
   * @return the document that BuildKit's frontend gives
   */
  JsonNode ask(JobDescriptor job, JobFiles files, JobBuild order, String method);

  /** Gives an image of the job one more name. */
  void tag(JobDescriptor job, String source, String target);

  /** Takes a name away; returns whether there was one. */
  boolean untag(JobDescriptor job, String name);

  /** All names of the job, the newest image first. */
  List<Named> list(JobDescriptor job);

  /** The image of a name, an id or a digest. */
  Optional<Details> find(JobDescriptor job, String name);

  /** Puts an image into the registry that its name says. */
  Moved push(JobDescriptor job, String name, Optional<RegistryLogin> login, LineListener progress);

  /** Gets an image from the registry that its name says. */
  Moved pull(JobDescriptor job, String name, Optional<RegistryLogin> login, LineListener progress);

  /** Whether a registry takes this login. */
  void checkLogin(RegistryLogin login);

  /** Writes images as {@code docker save} does. */
  void save(JobDescriptor job, List<String> names, OutputStream out) throws IOException;

  /** Forgets the names of a job that has ended. */
  void end(JobDescriptor job);
}
