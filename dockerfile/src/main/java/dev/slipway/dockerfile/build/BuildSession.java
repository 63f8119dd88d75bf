package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequest.CacheUse;
import dev.slipway.dockerfile.base.BaseImage;
import dev.slipway.dockerfile.files.Manifests;
import dev.slipway.dockerfile.plan.BuildPlan;
import dev.slipway.dockerfile.plan.Origin;
import dev.slipway.dockerfile.plan.PlanRequest;
import dev.slipway.dockerfile.plan.PlannedStage;
import dev.slipway.dockerfile.plan.Planner;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.Layer;
import dev.slipway.oci.Platform;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** One build, from its plan to the files of its target. */
final class BuildSession implements Origins, Closeable {
  private final Shared shared;
  private final BuildRequest request;
  private final Progress progress;
  private final ImportedCache imported;
  private final Contexts contexts;
  private final SessionBases bases;
  private final Copies copies;
  private final BuildPlan plan;
  private final StepKeys keys;
  private final Set<Integer> exported;
  private final String name = UUID.randomUUID().toString();
  private final Map<Integer, StageRun> stages = new TreeMap<>();
  private final Map<Integer, CompletableFuture<StageRun>> runs = new ConcurrentHashMap<>();

  BuildSession(
      Shared shared,
      BuildRequest request,
      Dockerfile file,
      SessionBases bases,
      ImportedCache imported,
      Progress progress) {
    this.shared = shared;
    this.imported = imported;
    this.request = request;
    this.progress = progress;
    this.bases = bases;
    this.contexts = new Contexts(shared, request);
    this.copies = new Copies(new Manifests(shared.hashes()));
    this.plan = Planner.plan(file, PlanRequest.of(request, Platform.host()), bases::config);
    this.keys = new StepKeys(Platform.host(), latest(), request);
    this.exported = exported(plan);
    plan.stages().forEach((index, stage) -> stages.put(index, new StageRun(this, stage)));
    plan.notices().forEach(progress::notice);
    findImages();
  }

  /** Finds the images that are no base before anything runs, so that a missing one stops it all. */
  private void findImages() {
    for (PlannedStage stage : plan.stages().values()) {
      for (Step step : stage.steps()) {
        for (Origin origin : PlannedStage.origins(step)) {
          if (origin instanceof Origin.Image(String reference)) {
            var _ = bases.image(reference, step.position());
          }
        }
      }
    }
  }

  /** The stages whose layers become the image's: the target and what it is built FROM. */
  private static Set<Integer> exported(BuildPlan plan) {
    var found = new HashSet<Integer>();
    PlannedStage stage = plan.targetStage();
    found.add(stage.index());
    while (stage.base() instanceof Origin.OfStage(int index)) {
      found.add(index);
      stage = plan.stage(index);
    }
    return found;
  }

  /** Builds what the target needs. */
  StageRun run() throws Exception {
    for (StageRun stage : stages.values()) {
      stage.look();
    }
    try (var threads = new SessionThreads()) {
      for (int index : needed()) {
        StageRun stage = stage(index);
        runs.put(index, new CompletableFuture<>());
        threads.start("stage-" + index, () -> run(stage));
      }
      threads.join();
    }
    return stage(plan.target());
  }

  private void run(StageRun stage) throws Exception {
    CompletableFuture<StageRun> future = future(stage.stage().index());
    try {
      stage.run();
      future.complete(stage);
    } catch (Throwable e) {
      future.completeExceptionally(e);
      throw e;
    }
  }

  /** The target, and from each stage on those that what is left to do there needs. */
  private Set<Integer> needed() {
    var needed = new HashSet<Integer>();
    Deque<Integer> pending = new ArrayDeque<>(List.of(plan.target()));
    while (!pending.isEmpty()) {
      int index = pending.pop();
      if (needed.add(index)) {
        pending.addAll(stage(index).needs());
      }
    }
    return needed;
  }

  private StageRun stage(int index) {
    StageRun stage = stages.get(index);
    if (stage == null) {
      throw new IllegalStateException("stage " + index + " is not part of the plan");
    }
    return stage;
  }

  private CompletableFuture<StageRun> future(int index) {
    CompletableFuture<StageRun> run = runs.get(index);
    if (run == null) {
      throw new IllegalStateException("stage " + index + " was not started");
    }
    return run;
  }

  /** What a stage starts with, when nothing has to be done for it. */
  Optional<StageRun.Start> startIfKnown(Origin base) throws Exception {
    if (base instanceof Origin.OfStage(int index)) {
      StageRun stage = stage(index);
      stage.look();
      return stage.isComplete()
          ? Optional.of(new StageRun.Start(stage.rootfs(), stage.key()))
          : Optional.empty();
    }
    return Optional.of(start(base));
  }

  StageRun.Start start(Origin base) throws InterruptedException {
    return new StageRun.Start(rootfs(base), key(base));
  }

  /** What stands for an origin, when it is known without doing anything. */
  Optional<String> keyIfKnown(Origin origin) throws Exception {
    if (origin instanceof Origin.OfStage(int index)) {
      StageRun stage = stage(index);
      stage.look();
      return stage.isComplete() ? Optional.of(stage.key()) : Optional.empty();
    }
    return Optional.of("");
  }

  @Override
  public Rootfs rootfs(Origin origin) throws InterruptedException {
    return switch (origin) {
      case Origin.OfStage(int index) -> finished(index).rootfs();
      case Origin.Image(String reference) -> rootfs(bases.image(reference));
      case Origin.Scratch scratch -> Rootfs.empty();
      case Origin.Context context -> throw new IllegalStateException("is no root filesystem");
      case Origin.Directory directory -> throw new IllegalStateException("is no root filesystem");
    };
  }

  @Override
  public String key(Origin origin) throws InterruptedException {
    return switch (origin) {
      case Origin.OfStage(int index) -> finished(index).key();
      case Origin.Image image -> rootfs(image).name();
      case Origin.Scratch scratch -> Rootfs.empty().name();
      case Origin.Context context -> throw new IllegalStateException("has no key");
      case Origin.Directory directory -> throw new IllegalStateException("has no key");
    };
  }

  private StageRun finished(int index) throws InterruptedException {
    StageRun stage = stage(index);
    return runs.containsKey(index) ? Waiting.until(future(index)) : stage;
  }

  private static Rootfs rootfs(BaseImage image) {
    Rootfs rootfs = Rootfs.empty();
    Optional<ChainId> chain = Optional.empty();
    for (Layer layer : image.layers()) {
      chain = Optional.of(ChainId.of(chain, layer.diffId()));
      rootfs =
          rootfs.with(
              StepResult.of(chain.get().toString(), Instant.EPOCH, Optional.empty(), layer));
    }
    return rootfs;
  }

  /** Results of steps that were done elsewhere. */
  ImportedCache imported() {
    return imported;
  }

  OpenOrigins open() {
    return new OpenOrigins(contexts, this, shared.unpacked(), shared.workshop().snapshots());
  }

  /** Without the cache, only this build's own work is shared. */
  String flight(PlannedStage stage, String key) {
    return isFresh(stage) ? name + key : key;
  }

  /** Whether earlier results of a stage do not count. */
  boolean isFresh(PlannedStage stage) {
    return request.cacheUse() == CacheUse.IGNORE
        || request.freshStages().stream()
            .anyMatch(s -> s.equalsIgnoreCase(stage.label()) || s.equals(stage.index() + ""));
  }

  /** The stages whose layers become the image's, the lowest first. */
  List<StageRun> exportedRuns() {
    var chain = new ArrayList<StageRun>();
    StageRun at = stage(plan.target());
    chain.add(at);
    while (at.stage().base() instanceof Origin.OfStage(int index)) {
      at = stage(index);
      chain.add(at);
    }
    return chain.reversed();
  }

  List<StageRun> allRuns() {
    return List.copyOf(stages.values());
  }

  boolean isExported(PlannedStage stage) {
    return exported.contains(stage.index());
  }

  /** The latest time that files of new layers may have. */
  Optional<Instant> latest() {
    return request.sourceDateEpoch();
  }

  Shared shared() {
    return shared;
  }

  BuildRequest request() {
    return request;
  }

  Progress progress() {
    return progress;
  }

  Copies copies() {
    return copies;
  }

  StepKeys keys() {
    return keys;
  }

  BuildPlan plan() {
    return plan;
  }

  SessionBases bases() {
    return bases;
  }

  @Override
  public void close() throws IOException {
    contexts.close();
  }
}
