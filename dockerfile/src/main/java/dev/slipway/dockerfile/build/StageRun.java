package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.dockerfile.plan.Origin;
import dev.slipway.dockerfile.plan.PlannedStage;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.oci.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Goes through one stage's steps. First {@link #look} takes what is known without doing anything;
 * then {@link #run} does the rest, when anybody needs it.
 */
final class StageRun {
  private final BuildSession session;
  private final PlannedStage stage;
  private final List<Done> done = new ArrayList<>();
  private Optional<Start> start = Optional.empty();

  /**
   * What came of a step.
   *
   * @param key what stands for it in the keys of later steps
   * @param named the key that its result is noted under
   */
  record Done(
      Step step,
      String title,
      CacheVerdict verdict,
      Duration took,
      StepResult result,
      String key,
      Digest named,
      Rootfs rootfs) {}

  /** What a stage begins with, and what stands for it in keys. */
  record Start(Rootfs rootfs, String key) {}

  StageRun(BuildSession session, PlannedStage stage) {
    this.session = session;
    this.stage = stage;
  }

  PlannedStage stage() {
    return stage;
  }

  /** Takes the steps whose results are known, up to the first one that has to be done. */
  synchronized void look() throws Exception {
    if (start.isEmpty()) {
      start = session.startIfKnown(stage.base());
    }
    while (start.isPresent() && !isComplete()) {
      Optional<Done> found = lookAt(done.size());
      if (found.isEmpty()) {
        return;
      }
      done.add(found.get());
    }
  }

  private Optional<Done> lookAt(int index) throws Exception {
    Step step = stage.steps().get(index);
    try (var work = new StepWork(session, stage, index, rootfs(), key())) {
      for (Origin origin : PlannedStage.origins(step)) {
        if (session.keyIfKnown(origin).isEmpty()) {
          return Optional.empty();
        }
      }
      return work.known();
    }
  }

  /** The stages that what is left to do needs; its base, so that there is a whole image. */
  synchronized Set<Integer> needs() {
    var needed = new LinkedHashSet<Integer>();
    if (stage.base() instanceof Origin.OfStage(int index)) {
      needed.add(index);
    }
    for (Step step : stage.steps().subList(done.size(), stage.steps().size())) {
      for (Origin origin : PlannedStage.origins(step)) {
        if (origin instanceof Origin.OfStage(int index)) {
          needed.add(index);
        }
      }
    }
    return needed;
  }

  /** Does what is left to do. */
  synchronized void run() throws Exception {
    if (stage.base() instanceof Origin.Image) {
      session.progress().start(stage.title(0)).cached();
    }
    for (Done known : done) {
      session.progress().start(known.title()).cached();
    }
    if (start.isEmpty()) {
      start = Optional.of(session.start(stage.base()));
    }
    while (!isComplete()) {
      try (var work = new StepWork(session, stage, done.size(), rootfs(), key())) {
        done.add(work.get());
      }
    }
  }

  synchronized boolean isComplete() {
    return start.isPresent() && done.size() == stage.steps().size();
  }

  synchronized Rootfs rootfs() {
    return done.isEmpty() ? start.orElseThrow().rootfs() : done.getLast().rootfs();
  }

  synchronized String key() {
    return done.isEmpty() ? start.orElseThrow().key() : done.getLast().key();
  }

  synchronized List<Done> done() {
    return List.copyOf(done);
  }
}
