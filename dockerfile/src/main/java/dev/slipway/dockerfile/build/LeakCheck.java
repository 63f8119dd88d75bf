package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildFailure;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequest.Entitlement;
import dev.slipway.dockerfile.build.StageRun.Done;
import dev.slipway.dockerfile.leak.Leak;
import dev.slipway.dockerfile.leak.LeakGuard;
import dev.slipway.dockerfile.lint.LintRule;
import dev.slipway.dockerfile.plan.PlannedStage;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.oci.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for secrets in what a build is about to name, before it has a name. */
final class LeakCheck {
  private static final String HINT =
      "keep it out of the layer, by .dockerignore or as a build secret; a later RUN rm does not"
          + " remove it; or build with --allow secret.files";

  private final Shared shared;
  private final BuildRequest request;
  private final Progress progress;
  private final LeakGuard.Known known;

  LeakCheck(Shared shared, BuildRequest request, Progress progress) throws IOException {
    this.shared = shared;
    this.request = request;
    this.progress = progress;
    this.known = LeakGuard.Known.of(request.secrets(), request.context());
  }

  /**
   * Tells of what it finds.
   *
   * @throws BuildFailure when a layer holds what must not be shipped
   */
  void check(BuildSession session) throws IOException, InterruptedException {
    for (StageRun run : session.exportedRuns()) {
      for (Done done : run.done()) {
        judge(done.step().position(), done.title(), leaks(done));
      }
    }
    PlannedStage target = session.plan().targetStage();
    var history = new ArrayList<String>();
    for (StageRun run : session.exportedRuns()) {
      run.stage().history().forEach(line -> history.add(line.createdBy()));
    }
    judge(
        target.position(),
        target.title(0),
        LeakGuard.configuration(target.config().config(), history, known));
  }

  private List<Leak> leaks(Done done) throws IOException, InterruptedException {
    StepResult result = done.result();
    Optional<List<Leak>> before = shared.leaks().known(result.name());
    if (before.isPresent()) {
      return before.get();
    }
    if (result.files().isPresent()) {
      var layer = shared.workshop().snapshots().directory(result.files().get());
      return switch (done.step()) {
        case Step.Run run -> shared.leaks().made(result.name(), layer, known);
        case Step.Copy copy -> shared.leaks().copied(result.name(), layer, known);
        case Step.MakeDirectory directory -> List.of();
      };
    }
    Layer layer = Waiting.until(result.layer());
    try (InputStream blob = shared.workshop().blobs().open(layer.descriptor().digest())) {
      return shared.leaks().blob(result.name(), blob, known);
    }
  }

  private void judge(Position position, String title, List<Leak> leaks) {
    String id = LintRule.SECRET_IN_LAYER.id();
    for (Leak leak : leaks) {
      progress.tell(new BuildEvent.Warning(position, id, leak.text(), Optional.empty()));
    }
    List<Leak> refused =
        leaks.stream().filter(leak -> leak.weight() == Leak.Weight.REFUSED).toList();
    if (!refused.isEmpty() && !request.entitlements().contains(Entitlement.SECRET_FILES)) {
      String found = refused.stream().map(Leak::text).collect(Collectors.joining("; "));
      var reason = new BuildFailure.Reason.Refused(found + " (" + HINT + ")");
      throw new BuildFailure(position, title, reason, List.of());
    }
  }
}
