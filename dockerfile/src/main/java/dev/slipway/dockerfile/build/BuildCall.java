package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildListener;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheLocation;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.StepReport;
import dev.slipway.dockerfile.build.StageRun.Done;
import dev.slipway.dockerfile.image.Assembly;
import dev.slipway.dockerfile.image.Outputs;
import dev.slipway.dockerfile.lint.BuildChecks;
import dev.slipway.dockerfile.lint.Finding;
import dev.slipway.dockerfile.lint.LintInput;
import dev.slipway.dockerfile.lint.LintReport;
import dev.slipway.dockerfile.lint.LintRule;
import dev.slipway.dockerfile.plan.PlannedStage;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Layer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One call of the builder: reading, building, assembling, writing outputs. */
final class BuildCall {
  /** Values of {@code BUILDKIT_INLINE_CACHE} that mean yes. */
  private static final Set<String> INLINE = Set.of("1", "true");

  private final Shared shared;
  private final ImageBuilder builder;
  private BuildRequest request;
  private final Progress progress;
  private final Clock clock;
  private final Instant started;

  BuildCall(Shared shared, ImageBuilder builder, BuildRequest request, BuildListener listener) {
    this.shared = shared;
    this.builder = builder;
    this.clock = shared.workshop().clock();
    this.progress = new Progress(listener, clock);
    this.request = request;
    this.started = clock.instant();
  }

  BuildResult build() throws Exception {
    Dockerfile file = read();
    request = new Epoch(request, progress).applied(file);
    request.notices().forEach(progress::notice);
    try (var layouts = new LayoutContexts(shared.workshop().blobs(), request)) {
      return build(file, bases(layouts));
    }
  }

  private SessionBases bases(LayoutContexts layouts) {
    var images = shared.workshop().bases().of(request.trust());
    return new SessionBases(images, layouts, builder, request, progress);
  }

  private BuildResult build(Dockerfile file, SessionBases bases) throws Exception {
    var transfer = new CacheTransfer(shared, progress);
    ImportedCache imported = transfer.load(request.cacheFrom());
    try (var session = new BuildSession(shared, request, file, bases, imported, progress)) {
      check(file, session, bases);
      StageRun target = session.run();
      BuildResult result = finish(file, session, target);
      transfer.export(session, request.cacheTo());
      shared.hashes().save();
      shared.committed().save();
      return result;
    }
  }

  /** Tells what the build checks find in the stages that are built. */
  private void check(Dockerfile file, BuildSession session, SessionBases bases) throws IOException {
    LintInput input = new DockerfileCheck(request).input(file).withBases(bases::known);
    LintReport report = BuildChecks.check(input).within(session.plan().stages().keySet()::contains);
    for (Finding finding : report.findings()) {
      String fix = finding.fix().isEmpty() ? "" : ": " + finding.fix();
      progress.tell(
          new BuildEvent.Warning(
              finding.range().start(),
              finding.rule().id(),
              finding.message() + fix,
              finding.rule().url()));
    }
    Optional<InputException> violation = report.violation();
    if (violation.isPresent()) {
      throw violation.get();
    }
  }

  private Dockerfile read() throws IOException {
    Progress.Running step =
        progress.start(
            "[internal] load build definition from " + request.dockerfile().getFileName());
    try {
      Dockerfile file = new DockerfileCheck(request).read();
      step.finished();
      return file;
    } catch (InputException e) {
      step.failed(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private BuildResult finish(Dockerfile file, BuildSession session, StageRun target)
      throws Exception {
    Progress.Running step = progress.start("exporting to image");
    List<Layer> layers = checkedLayers(file, session, target);
    bind(target.rootfs(), layers);
    Assembly.Image image = assemble(session, layers);
    name(image);
    if (!request.outputs().isEmpty()) {
      Optional<SnapshotId> files =
          Outputs.needFiles(request.outputs())
              ? shared.unpacked().files(target.rootfs())
              : Optional.empty();
      var workshop = shared.workshop();
      new Outputs(workshop.blobs(), workshop.snapshots(), request.tags(), shared.scratch())
          .write(request.outputs(), image, files);
    }
    step.finished();
    return new BuildResult(
        image.manifest(),
        image.configDigest(),
        image.config(),
        target.rootfs().filesIfThere(),
        reports(session),
        session.bases().standIns(),
        unpacked(layers),
        Duration.between(started, clock.instant()));
  }

  /** The blobs; while they are written, their files are looked through for secrets. */
  private List<Layer> checkedLayers(Dockerfile file, BuildSession session, StageRun target)
      throws Exception {
    target.rootfs().startLayers();
    try (var threads = new SessionThreads()) {
      if (BuildChecks.applies(LintRule.SECRET_IN_LAYER, file, request.buildArgs())) {
        var check = new LeakCheck(shared, request, progress);
        threads.start("leak-check", () -> check.check(session));
      }
      threads.join();
      return compressed(target.rootfs().layers());
    }
  }

  private List<Layer> compressed(List<Layer> layers) throws IOException {
    if (request.baseLayers() == BuildRequest.BaseLayers.AS_THEY_ARE) {
      return layers;
    }
    var asked = new ArrayList<Layer>();
    for (Layer layer : layers) {
      asked.add(shared.recompression().of(layer, request.packing()));
    }
    return asked;
  }

  private Assembly.Image assemble(BuildSession session, List<Layer> layers) throws IOException {
    ImageConfig config = session.plan().targetStage().config();
    if (isInline()) {
      config = new InlineCache(shared).added(config, session, layers);
    }
    Instant start = clamped(session, config.created().orElse(Instant.EPOCH));
    List<Assembly.Line> lines = lines(session, start);
    Instant created = lines.isEmpty() ? start : lines.getLast().created();
    return new Assembly(shared.workshop().blobs())
        .assemble(
            config, lines, layers, created, session.bases().standIns(), request.annotations());
  }

  private boolean isInline() {
    return request.cacheTo().contains(new CacheLocation.Inline())
        || INLINE.contains(request.buildArgs().getOrDefault("BUILDKIT_INLINE_CACHE", ""));
  }

  /** Times are those at which steps were done, so that the same image is the same to the byte. */
  private static List<Assembly.Line> lines(BuildSession session, Instant start) {
    var lines = new ArrayList<Assembly.Line>();
    Instant last = start;
    for (StageRun run : session.exportedRuns()) {
      for (PlannedStage.HistoryLine line : run.stage().history()) {
        if (line.step().isPresent()) {
          Instant made = run.done().get(line.step().get()).result().made();
          last = clamped(session, made.isAfter(last) ? made : last);
        }
        var layering = line.step().isPresent() ? Assembly.Layering.LAYER : Assembly.Layering.NONE;
        lines.add(new Assembly.Line(line.createdBy(), last, layering));
      }
    }
    return lines;
  }

  private static Instant clamped(BuildSession session, Instant time) {
    return session.latest().filter(time::isAfter).orElse(time);
  }

  /** Lets whoever runs the image use the files as they are here, without unpacking them. */
  private void bind(Rootfs rootfs, List<Layer> layers) {
    Snapshots snapshots = shared.workshop().snapshots();
    Rootfs at = rootfs;
    for (int count = layers.size(); at instanceof Rootfs.On on; count--, at = on.below()) {
      var chain = ChainId.of(layers.subList(0, count).stream().map(Layer::diffId).toList());
      if (on.top().files().isPresent() && snapshots.find(chain.orElseThrow()).isEmpty()) {
        snapshots.bind(chain.orElseThrow(), on.top().files().get());
      }
    }
  }

  private void name(Assembly.Image image) {
    for (String tag : request.tags()) {
      shared.workshop().names().put(ImageReference.parse(tag), image.manifest(), clock.instant());
    }
  }

  private long unpacked(List<Layer> layers) throws IOException {
    long sum = 0;
    for (Layer layer : layers) {
      sum += shared.sizes().unpacked(layer);
    }
    return sum;
  }

  private List<StepReport> reports(BuildSession session) throws InterruptedException, IOException {
    var reports = new ArrayList<StepReport>();
    for (StageRun run : session.allRuns()) {
      boolean exported = session.isExported(run.stage());
      for (Done done : run.done()) {
        Optional<Layer> layer =
            exported ? Optional.of(Waiting.until(done.result().layer())) : Optional.empty();
        reports.add(
            new StepReport(
                run.stage().label(),
                done.title(),
                done.step().position(),
                done.verdict(),
                done.took(),
                layer.map(l -> l.descriptor().size()).orElse(0L),
                layer.isPresent() ? shared.sizes().unpacked(layer.get()) : 0));
      }
    }
    return reports;
  }
}
