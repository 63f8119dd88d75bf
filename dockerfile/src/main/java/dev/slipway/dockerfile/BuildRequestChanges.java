package dev.slipway.dockerfile;

import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.Packing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A changed copy of a request in the making. */
public final class BuildRequestChanges {
  private final Path context;
  private Optional<CommitContext> commit;
  private Path dockerfile;
  private Optional<String> target;
  private Map<String, String> buildArgs;
  private Map<String, NamedContext> contexts;
  private Map<String, BuildSecret> secrets;
  private Map<String, String> labels;
  private List<String> tags;
  private BuildRequest.CacheUse cacheUse;
  private BuildRequest.BasePolicy basePolicy;
  private Optional<Instant> sourceDateEpoch;
  private Packing packing;
  private BuildRequest.DefaultNetwork network;
  private List<BuildOutput> outputs;
  private long memoryLimit;
  private List<BuildRequest.Entitlement> entitlements;
  private BuildRequest.FailedFiles failedFiles;
  private List<CacheLocation> cacheFrom;
  private List<CacheLocation> cacheTo;
  private BuildRequest.Trust trust;
  private Map<String, String> annotations;
  private List<String> freshStages;
  private RunSettings run;
  private BuildRequest.BaseLayers baseLayers;
  private List<String> notices;
  private Optional<String> repository;

  BuildRequestChanges(BuildRequest from) {
    context = from.context();
    commit = from.commit();
    dockerfile = from.dockerfile();
    target = from.target();
    buildArgs = from.buildArgs();
    contexts = from.contexts();
    secrets = from.secrets();
    labels = from.labels();
    tags = from.tags();
    cacheUse = from.cacheUse();
    basePolicy = from.basePolicy();
    sourceDateEpoch = from.sourceDateEpoch();
    packing = from.packing();
    network = from.network();
    outputs = from.outputs();
    memoryLimit = from.memoryLimit();
    entitlements = from.entitlements();
    failedFiles = from.failedFiles();
    cacheFrom = from.cacheFrom();
    cacheTo = from.cacheTo();
    trust = from.trust();
    annotations = from.annotations();
    freshStages = from.freshStages();
    run = from.run();
    baseLayers = from.baseLayers();
    notices = from.notices();
    repository = from.repository();
  }

  public BuildRequestChanges commit(CommitContext value) {
    commit = Optional.of(value);
    return this;
  }

  public BuildRequestChanges dockerfile(Path value) {
    dockerfile = value;
    return this;
  }

  public BuildRequestChanges target(String value) {
    target = Optional.of(value);
    return this;
  }

  public BuildRequestChanges buildArgs(Map<String, String> values) {
    buildArgs = values;
    return this;
  }

  public BuildRequestChanges contexts(Map<String, NamedContext> values) {
    contexts = values;
    return this;
  }

  public BuildRequestChanges secrets(Map<String, BuildSecret> values) {
    secrets = values;
    return this;
  }

  public BuildRequestChanges labels(Map<String, String> values) {
    labels = values;
    return this;
  }

  public BuildRequestChanges tags(List<String> values) {
    tags = values;
    return this;
  }

  public BuildRequestChanges cacheUse(BuildRequest.CacheUse value) {
    cacheUse = value;
    return this;
  }

  public BuildRequestChanges basePolicy(BuildRequest.BasePolicy value) {
    basePolicy = value;
    return this;
  }

  public BuildRequestChanges sourceDateEpoch(Instant value) {
    sourceDateEpoch = Optional.of(value);
    return this;
  }

  /** At its usual level. */
  public BuildRequestChanges compression(Compression value) {
    return packing(Packing.of(value));
  }

  public BuildRequestChanges packing(Packing value) {
    packing = value;
    return this;
  }

  public BuildRequestChanges network(BuildRequest.DefaultNetwork value) {
    network = value;
    return this;
  }

  public BuildRequestChanges outputs(List<BuildOutput> values) {
    outputs = values;
    return this;
  }

  /** In bytes; 0 = no limit. */
  public BuildRequestChanges memoryLimit(long value) {
    memoryLimit = value;
    return this;
  }

  public BuildRequestChanges entitlements(List<BuildRequest.Entitlement> values) {
    entitlements = values;
    return this;
  }

  public BuildRequestChanges failedFiles(BuildRequest.FailedFiles value) {
    failedFiles = value;
    return this;
  }

  public BuildRequestChanges cacheFrom(List<CacheLocation> values) {
    cacheFrom = values;
    return this;
  }

  public BuildRequestChanges cacheTo(List<CacheLocation> values) {
    cacheTo = values;
    return this;
  }

  public BuildRequestChanges trust(BuildRequest.Trust value) {
    trust = value;
    return this;
  }

  public BuildRequestChanges annotations(Map<String, String> values) {
    annotations = values;
    return this;
  }

  public BuildRequestChanges freshStages(List<String> values) {
    freshStages = values;
    return this;
  }

  public BuildRequestChanges run(RunSettings value) {
    run = value;
    return this;
  }

  public BuildRequestChanges baseLayers(BuildRequest.BaseLayers value) {
    baseLayers = value;
    return this;
  }

  public BuildRequestChanges notices(List<String> values) {
    notices = values;
    return this;
  }

  public BuildRequestChanges repository(String value) {
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
        packing,
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
