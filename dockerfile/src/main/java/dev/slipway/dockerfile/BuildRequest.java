package dev.slipway.dockerfile;

import dev.slipway.oci.layer.Compression;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to build. Immutable; made by {@link #of(Path)} and the {@code with} methods.
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
    Compression compression,
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
        Compression.GZIP,
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
  public Changes change() {
    return new Changes(this);
  }

  /** A changed copy of a request in the making. */
  public static final class Changes {
    private final Path context;
    private Optional<CommitContext> commit;
    private Path dockerfile;
    private Optional<String> target;
    private Map<String, String> buildArgs;
    private Map<String, NamedContext> contexts;
    private Map<String, BuildSecret> secrets;
    private Map<String, String> labels;
    private List<String> tags;
    private CacheUse cacheUse;
    private BasePolicy basePolicy;
    private Optional<Instant> sourceDateEpoch;
    private Compression compression;
    private DefaultNetwork network;
    private List<BuildOutput> outputs;
    private long memoryLimit;
    private List<Entitlement> entitlements;
    private FailedFiles failedFiles;
    private List<CacheLocation> cacheFrom;
    private List<CacheLocation> cacheTo;
    private Trust trust;
    private Map<String, String> annotations;
    private List<String> freshStages;
    private RunSettings run;
    private BaseLayers baseLayers;
    private List<String> notices;
    private Optional<String> repository;

    private Changes(BuildRequest from) {
      context = from.context;
      commit = from.commit;
      dockerfile = from.dockerfile;
      target = from.target;
      buildArgs = from.buildArgs;
      contexts = from.contexts;
      secrets = from.secrets;
      labels = from.labels;
      tags = from.tags;
      cacheUse = from.cacheUse;
      basePolicy = from.basePolicy;
      sourceDateEpoch = from.sourceDateEpoch;
      compression = from.compression;
      network = from.network;
      outputs = from.outputs;
      memoryLimit = from.memoryLimit;
      entitlements = from.entitlements;
      failedFiles = from.failedFiles;
      cacheFrom = from.cacheFrom;
      cacheTo = from.cacheTo;
      trust = from.trust;
      annotations = from.annotations;
      freshStages = from.freshStages;
      run = from.run;
      baseLayers = from.baseLayers;
      notices = from.notices;
      repository = from.repository;
    }

    public Changes commit(CommitContext value) {
      commit = Optional.of(value);
      return this;
    }

    public Changes dockerfile(Path value) {
      dockerfile = value;
      return this;
    }

    public Changes target(String value) {
      target = Optional.of(value);
      return this;
    }

    public Changes buildArgs(Map<String, String> values) {
      buildArgs = values;
      return this;
    }

    public Changes contexts(Map<String, NamedContext> values) {
      contexts = values;
      return this;
    }

    public Changes secrets(Map<String, BuildSecret> values) {
      secrets = values;
      return this;
    }

    public Changes labels(Map<String, String> values) {
      labels = values;
      return this;
    }

    public Changes tags(List<String> values) {
      tags = values;
      return this;
    }

    public Changes cacheUse(CacheUse value) {
      cacheUse = value;
      return this;
    }

    public Changes basePolicy(BasePolicy value) {
      basePolicy = value;
      return this;
    }

    public Changes sourceDateEpoch(Instant value) {
      sourceDateEpoch = Optional.of(value);
      return this;
    }

    public Changes compression(Compression value) {
      compression = value;
      return this;
    }

    public Changes network(DefaultNetwork value) {
      network = value;
      return this;
    }

    public Changes outputs(List<BuildOutput> values) {
      outputs = values;
      return this;
    }

    /** In bytes; 0 = no limit. */
    public Changes memoryLimit(long value) {
      memoryLimit = value;
      return this;
    }

    public Changes entitlements(List<Entitlement> values) {
      entitlements = values;
      return this;
    }

    public Changes failedFiles(FailedFiles value) {
      failedFiles = value;
      return this;
    }

    public Changes cacheFrom(List<CacheLocation> values) {
      cacheFrom = values;
      return this;
    }

    public Changes cacheTo(List<CacheLocation> values) {
      cacheTo = values;
      return this;
    }

    public Changes trust(Trust value) {
      trust = value;
      return this;
    }

    public Changes annotations(Map<String, String> values) {
      annotations = values;
      return this;
    }

    public Changes freshStages(List<String> values) {
      freshStages = values;
      return this;
    }

    public Changes run(RunSettings value) {
      run = value;
      return this;
    }

    public Changes baseLayers(BaseLayers value) {
      baseLayers = value;
      return this;
    }

    public Changes notices(List<String> values) {
      notices = values;
      return this;
    }

    public Changes repository(String value) {
      repository = Optional.of(value);
      return this;
    }

    /** The changed copy. */
    public BuildRequest done() {
      return new BuildRequest(
          context,
          commit,
          dockerfile,
          target,
          buildArgs,
          contexts,
          secrets,
          labels,
          tags,
          cacheUse,
          basePolicy,
          sourceDateEpoch,
          compression,
          network,
          outputs,
          memoryLimit,
          entitlements,
          failedFiles,
          cacheFrom,
          cacheTo,
          trust,
          annotations,
          freshStages,
          run,
          baseLayers,
          notices,
          repository);
    }
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
