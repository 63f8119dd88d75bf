package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.dockerfile.BuildFailure;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.dockerfile.build.StageRun.Done;
import dev.slipway.dockerfile.cache.CacheEntry;
import dev.slipway.dockerfile.cache.CacheKey;
import dev.slipway.dockerfile.plan.PlannedStage;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.Packing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One step: its keys, its known result, and doing it. */
final class StepWork implements Closeable {
  private final BuildSession session;
  private final Shared shared;
  private final PlannedStage stage;
  private final Step step;
  private final String title;
  private final Rootfs below;
  private final String belowKey;
  private final OpenOrigins open;

  /**
   * @param belowKey stands for the steps before it
   */
  StepWork(BuildSession session, PlannedStage stage, int index, Rootfs below, String belowKey) {
    this.session = session;
    this.shared = session.shared();
    this.stage = stage;
    this.step = stage.steps().get(index);
    this.title = stage.title(index + 1);
    this.below = below;
    this.belowKey = belowKey;
    this.open = session.open();
  }

  /** A step's keys, and the files that were looked at for them. */
  private record Keys(CacheKey named, CacheKey effective, StepContent content) {}

  /** The result, when it is there and nothing has to be looked at for it but contexts. */
  Optional<Done> known() throws Exception {
    CacheKey key = session.keys().key(step, belowKey, content(StepContent.Depth.NAMES));
    return find(key, key, "nothing that matters changed");
  }

  /** The result: known, shared or made now. */
  Done get() throws Exception {
    StepContent names = content(StepContent.Depth.NAMES);
    CacheKey named = session.keys().key(step, belowKey, names);
    Optional<Done> known = find(named, named, "nothing that matters changed");
    if (known.isPresent()) {
      session.progress().start(title).cached();
      return known.get();
    }
    if (!copiesFromAnotherTree()) {
      return make(new Keys(named, named, names));
    }
    StepContent files = content(StepContent.Depth.FILES);
    CacheKey effective = session.keys().key(step, belowKey, files);
    Optional<Done> same = find(effective, named, "the copied files are the same");
    if (same.isPresent()) {
      shared.cache().find(effective.digest()).ifPresent(e -> shared.cache().put(e.under(named)));
      session.progress().start(title).cached();
      return same.get();
    }
    return make(new Keys(named, effective, files));
  }

  private StepContent content(StepContent.Depth depth) {
    return new StepContent(open, session, session.copies(), shared, depth);
  }

  private boolean copiesFromAnotherTree() {
    return step instanceof Step.Copy copy && StepContent.isDeep(copy.origin());
  }

  /**
   * @param named the key that the result is noted under then
   */
  private Optional<Done> find(CacheKey key, CacheKey named, String how) throws IOException {
    if (session.isFresh(stage)) {
      return Optional.empty();
    }
    Optional<Done> own = known(shared.cache().find(key.digest()), named, how);
    if (own.isPresent()) {
      shared.cache().used(key.digest(), shared.workshop().clock().instant());
      return own;
    }
    Optional<CacheEntry> foreign = session.imported().find(key.digest());
    if (foreign.isEmpty() || !fits(foreign.get()) || !session.imported().fetch(foreign.get())) {
      return Optional.empty();
    }
    shared.cache().put(foreign.get());
    return known(foreign, named, how + ", elsewhere");
  }

  private Optional<Done> known(Optional<CacheEntry> entry, CacheKey named, String how)
      throws IOException {
    if (entry.isEmpty() || !fits(entry.get())) {
      return Optional.empty();
    }
    Digest effective = entry.get().effective();
    return result(entry.get())
        .map(r -> done(new CacheVerdict.Hit(how), Duration.ZERO, r, effective, named));
  }

  private boolean fits(CacheEntry entry) {
    return isLinked() || entry.below().equals(below.name());
  }

  private Optional<StepResult> result(CacheEntry entry) throws IOException {
    Optional<SnapshotId> files = shared.results().files(entry);
    Optional<Layer> layer = shared.results().layer(entry);
    boolean made = layer.isPresent() && (files.isEmpty() || isAsAsked(layer.get(), entry));
    if (made) {
      return Optional.of(StepResult.of(entry.result(), entry.made(), onTop(files), layer.get()));
    }
    return files.map(
        id -> new StepResult(entry.result(), entry.made(), onTop(files), () -> blob(entry, id)));
  }

  private boolean isAsAsked(Layer layer, CacheEntry entry) {
    Packing asked = session.request().packing();
    return asked.mediaType().equals(layer.descriptor().mediaType())
        && asked.level().equals(entry.level());
  }

  /** A linked step's own files lie on nothing: on top of others they have to be unpacked. */
  private Optional<SnapshotId> onTop(Optional<SnapshotId> files) {
    return isLinked() ? Optional.empty() : files;
  }

  private boolean isLinked() {
    return StepKeys.isLinked(step);
  }

  private Done done(
      CacheVerdict verdict, Duration took, StepResult result, Digest effective, CacheKey named) {
    String key = effective.toString();
    return new Done(step, title, verdict, took, result, key, named.digest(), below.with(result));
  }

  private Done make(Keys keys) throws Exception {
    String why =
        session.isFresh(stage)
            ? "the cache was not to be used"
            : shared.explanations().explain(places(), keys.named());
    Progress.Running running = session.progress().start(title);
    try {
      String flight = session.flight(stage, keys.named().digest() + "@" + below.name());
      var outcome = shared.flights().fly(flight, () -> make(keys, running));
      running.finished();
      CacheVerdict verdict =
          switch (outcome) {
            case Flights.Outcome.Done own -> new CacheVerdict.Miss(why);
            case Flights.Outcome.Joined other -> new CacheVerdict.Shared();
          };
      Digest effective = keys.effective().digest();
      return done(verdict, running.took(), outcome.result(), effective, keys.named());
    } catch (BuildFailure | InputException e) {
      running.failed(SlipwayException.said(e));
      throw e;
    } catch (IOException e) {
      running.failed(SlipwayException.said(e));
      throw new BuildFailure(step.position(), title, String.valueOf(e.getMessage()), e);
    }
  }

  private StepResult make(Keys keys, Progress.Running running) throws Exception {
    String result = UUID.randomUUID().toString();
    SnapshotId files = execute(result, keys, running);
    var entry =
        new CacheEntry(
            keys.named().digest(),
            keys.named().inputs(),
            keys.effective().digest(),
            result,
            below.name(),
            Optional.of(files.value()),
            Optional.empty(),
            Optional.empty(),
            shared.workshop().clock().instant());
    shared.cache().put(entry);
    if (!keys.effective().equals(keys.named())) {
      shared.cache().put(entry.under(keys.effective()));
    }
    places().forEach(place -> shared.cache().remember(place, keys.named()));
    var made =
        new StepResult(result, entry.made(), onTop(Optional.of(files)), () -> blob(entry, files));
    if (session.isExported(stage)) {
      made.startLayer();
    }
    return made;
  }

  private SnapshotId execute(String result, Keys keys, Progress.Running running) throws Exception {
    Optional<SnapshotId> on = isLinked() ? Optional.empty() : shared.unpacked().files(below);
    shared.permits().acquire();
    try {
      return Layering.on(
          shared.workshop().snapshots(),
          on,
          result,
          ground(),
          place -> change(place, keys, running),
          this::failed);
    } finally {
      shared.permits().release();
    }
  }

  private Layering.Ground ground() {
    return switch (step) {
      case Step.Run run -> Layering.Ground.MOUNTED;
      case Step.Copy copy -> Layering.Ground.DIRECTORY;
      case Step.MakeDirectory directory -> Layering.Ground.DIRECTORY;
    };
  }

  private void change(Layering.Place place, Keys keys, Progress.Running running) throws Exception {
    switch (step) {
      case Step.Run run -> command(run, place.root(), running);
      case Step.Copy copy -> copy(copy, keys.content(), place);
      case Step.MakeDirectory directory -> DirectoryExecutor.make(directory, place.root());
    }
  }

  private void command(Step.Run run, Path root, Progress.Running running) throws Exception {
    new RunExecutor(shared, session.request(), run, title, running).run(root, open);
  }

  private BuildFailure failed(BuildFailure failure, Supplier<SnapshotId> commit)
      throws IOException {
    return switch (session.request().failedFiles()) {
      case DISCARDED -> failure;
      case KEPT ->
          step instanceof Step.Run run
              ? failure.withFiles(shared.failed().keep(commit.get(), run))
              : failure;
    };
  }

  private void copy(Step.Copy copy, StepContent content, Layering.Place place) throws Exception {
    var metadata = open.tree(copy.origin()).metadata();
    new CopyExecutor(copy, content.found(copy), metadata, shared.scratch()).copy(place);
  }

  private CompletableFuture<Layer> blob(CacheEntry entry, SnapshotId files) {
    return shared
        .blobs()
        .make(files, session.request().packing(), session.latest())
        .thenApply(layer -> noted(entry, layer));
  }

  private Layer noted(CacheEntry entry, Layer layer) {
    for (Digest key : new HashSet<>(List.of(entry.key(), entry.effective()))) {
      shared
          .cache()
          .find(key)
          .filter(known -> known.result().equals(entry.result()))
          .ifPresent(known ->
              shared.cache().put(known.withLayer(layer, session.request().packing().level())));
    }
    return layer;
  }

  /** The instruction, whatever it reads and whatever stands before it: of this file, of any. */
  private List<Digest> places() {
    String text = stage.label() + "\n" + step.text();
    return List.of(digest(session.request().dockerfile() + "\n" + text), digest(text));
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
