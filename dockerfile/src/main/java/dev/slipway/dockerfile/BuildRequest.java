package dev.slipway.dockerfile;

import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.Packing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to build. Immutable; made by {@link #of(Path)} and {@link #change()}.
 *
 * @param context the directory that {@code COPY} and {@code ADD} read; with a commit the one that
 *     holds what the builder itself reads of it: Dockerfile, ignore file, environment files
 * @param commit what {@code COPY} and {@code ADD} read instead
 * @param dockerfile the Dockerfile; its name with {@code .dockerignore} appended is the ignore
 *     file, else {@code .dockerignore} in the context
 * @param target the stage to build; the last one otherwise
 * @param buildArgs values for {@code ARG}
 * @param contexts what names in {@code FROM} and {@code --from} stand for
 * @param secrets what {@code RUN --mount=type=secret} may read, by id
 * @param labels added to the image, over those of the Dockerfile
 * @param tags names that the image gets in the local name store
 * @param sourceDateEpoch the latest time that files and metadata of new layers carry
 * @param packing how the layers that the build makes are compressed
 * @param outputs where else the image goes
 * @param memoryLimit bytes that one RUN step may use; 0 = no limit
 * @param entitlements what the Dockerfile may ask for beyond the sandbox
 * @param failedFiles what becomes of the files of a RUN step that fails
 * @param cacheFrom where results are looked for that are not known here
 * @param cacheTo where the build's results are left for others
 * @param trust whose Dockerfile it is
 * @param annotations of the image's manifest
 * @param freshStages names of stages that are built anew whatever is known of them ({@code
 *     --no-cache-filter})
 * @param run how RUN steps are run
 * @param baseLayers what becomes of layers of base images that are compressed otherwise
 * @param notices what is told with the build: what was asked for and is done otherwise
 * @param repository whose locks of base images count: {@code OWNER/NAME}, or the directory of one;
 *     empty for none
 */
public record BuildRequest(
    Path context,
    Optional<CommitContext> commit,
    Path dockerfile,
    Optional<String> target,
    Map<String, String> buildArgs,
    Map<String, NamedContext> contexts,
    Map<String, BuildSecret> secrets,
    Map<String, String> labels,
    List<String> tags,
    CacheUse cacheUse,
    BasePolicy basePolicy,
    Optional<Instant> sourceDateEpoch,
    Packing packing,
    DefaultNetwork network,
    List<BuildOutput> outputs,
    long memoryLimit,
    List<Entitlement> entitlements,
    FailedFiles failedFiles,
    List<CacheLocation> cacheFrom,
    List<CacheLocation> cacheTo,
    Trust trust,
    Map<String, String> annotations,
    List<String> freshStages,
    RunSettings run,
    BaseLayers baseLayers,
    List<String> notices,
    Optional<String> repository) {

  /** Whose Dockerfile it is. */
  public enum Trust {
    /** Of those whom this machine is for. */
    TRUSTED,
    /**
     * Of anybody: builds on what anybody may have, and what its RUN steps leave behind (results,
     * cache mounts) is never seen by trusted builds.
     */
    ANYBODY
  }

  /** Whether results of earlier builds may be taken. */
  public enum CacheUse {
    USE,
    /** {@code --no-cache}: every step is done; its result serves later builds. */
    IGNORE
  }

  /** Whether base images are looked for again. */
  public enum BasePolicy {
    /** What is known locally is taken. */
    LOCAL_FIRST,
    /** {@code --pull}: the registry is asked even when the image is known. */
    REFRESH
  }

  /** The network of RUN steps that do not name one. */
  public enum DefaultNetwork {
    /** Its own namespace with a way out, but none to this machine's loopback. */
    SANDBOX,
    NONE,
    /** This machine's; needs {@link Entitlement#NETWORK_HOST}. */
    HOST
  }

  /** A right that the caller grants to the Dockerfile ({@code --allow}). */
  public enum Entitlement {
    NETWORK_HOST,
    SECURITY_INSECURE,
    /** Layers with {@code .env} files and private keys. */
    SECRET_FILES
  }

  /** What becomes of layers of base images that are compressed in another way than asked for. */
  public enum BaseLayers {
    AS_THEY_ARE,
    /** {@code force-compression=true}. */
    RECOMPRESSED
  }

  /** What becomes of the files of a RUN step that fails. */
  public enum FailedFiles {
    DISCARDED,
    /** They stay in a directory that the failure names, for people to look at. */
    KEPT
  }

  public BuildRequest {
    context = context.toAbsolutePath().normalize();
    dockerfile = dockerfile.toAbsolutePath().normalize();
    buildArgs = ordered(buildArgs);
    contexts = ordered(contexts);
    secrets = ordered(secrets);
    labels = ordered(labels);
    tags = List.copyOf(tags);
    outputs = List.copyOf(outputs);
    entitlements = List.copyOf(entitlements);
    cacheFrom = List.copyOf(cacheFrom);
    cacheTo = List.copyOf(cacheTo);
    annotations = ordered(annotations);
    freshStages = List.copyOf(freshStages);
    notices = List.copyOf(notices);
    if (memoryLimit < 0) {
      throw new IllegalArgumentException("a memory limit cannot be negative: " + memoryLimit);
    }
  }

  /** The Dockerfile named {@code Dockerfile} in the context, its last stage, no extras. */
  public static BuildRequest of(Path context) {
    return new BuildRequest(
        context,
        Optional.empty(),
        context.resolve("Dockerfile"),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        CacheUse.USE,
        BasePolicy.LOCAL_FIRST,
        Optional.empty(),
        Packing.of(Compression.GZIP),
        DefaultNetwork.SANDBOX,
        List.of(),
        0,
        List.of(),
        FailedFiles.DISCARDED,
        List.of(),
        List.of(),
        Trust.TRUSTED,
        Map.of(),
        List.of(),
        RunSettings.USUAL,
        BaseLayers.AS_THEY_ARE,
        List.of(),
        Optional.empty());
  }

  /** Starts a changed copy. */
  public BuildRequestChanges change() {
    return new BuildRequestChanges(this);
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
