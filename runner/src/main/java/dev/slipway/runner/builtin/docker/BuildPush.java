package dev.slipway.runner.builtin.docker;

import dev.slipway.base.Json;
import dev.slipway.oci.ImageReference;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobContext;
import dev.slipway.runner.JobImages;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * {@code docker/build-push-action} (specification §7): builds with this process's builder. Its own
 * layer cache serves every build, whatever {@code cache-from} and {@code cache-to} say (S36).
 */
public final class BuildPush implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("docker/build-push-action", "v3", "v4", "v5", "v6", "v7")
          .inputs("add-hosts", "allow", "annotations", "attests", "build-args", "build-contexts")
          .inputs("builder", "cache-from", "cache-to", "call", "cgroup-parent", "context", "file")
          .inputs("github-token", "labels")
          .input("load", "false")
          .inputs("network")
          .input("no-cache", "false")
          .inputs("no-cache-filters", "outputs", "platforms", "provenance")
          .input("pull", "false")
          .input("push", "false")
          .input("sbom", "false")
          .inputs("secrets", "secret-envs", "secret-files", "shm-size", "ssh", "tags", "target")
          .inputs("ulimit")
          .done(ActionManifest.Post.NONE, "imageid", "digest", "metadata");

  private final JobImages images;

  public BuildPush(JobImages images) {
    this.images = images;
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse("hand over a key or token by secrets", "ssh");
    inputs.refuse("attestations are not made yet; remove it", "attests", "provenance", "sbom");
    inputs.refuse("remove it", "cgroup-parent");
    Platforms.check(inputs);
    JobBuild order = order(run, inputs);
    String call = inputs.text("call");
    if (!call.isEmpty() && !call.equals("build")) {
      return answered(run, order, call);
    }
    JobImages.Built built = images.build(run.job(), run.files(), order, run::line);
    built.standIns().forEach(s -> run.notice("base image " + s));
    report(run, order, built);
    return StepResult.succeeded();
  }

  /** {@code call: check}: fails when BuildKit's checks find something. */
  private StepResult answered(ActionRun run, JobBuild order, String call) {
    JsonNode answer = images.ask(run.job(), run.files(), order, call);
    run.line(Json.pretty(answer));
    List<JsonNode> warnings = answer.path("warnings").valueStream().toList();
    warnings.forEach(w ->
        run.notice(
            w.path("at").asString()
                + ": "
                + w.path("ruleName").asString()
                + ": "
                + w.path("detail").asString()));
    // Rules of our own have no page, and never fail what BuildKit accepts.
    return warnings.stream().anyMatch(w -> w.has("url"))
        ? StepResult.failed("the build checks found something")
        : StepResult.succeeded();
  }

  private JobBuild order(ActionRun run, ActionInputs inputs) throws InterruptedException {
    List<String> tags = inputs.words("tags");
    var outputs = Outputs.of(inputs);
    boolean push = inputs.isTrue("push") || outputs.push();
    JobContext context = BuildContexts.context(run, inputs);
    return new JobBuild(
        context,
        run.files().workspace(),
        inputs.optional("file").map(file -> BuildContexts.file(run, context, file)),
        Optional.empty(),
        inputs.optional("target"),
        BuildContexts.arguments(run, inputs),
        Pairs.of(inputs, "labels"),
        tags,
        Pairs.of(inputs, "build-contexts"),
        BuildSecrets.of(run, inputs),
        outputs.files(),
        inputs.isTrue("no-cache") ? JobBuild.Cache.IGNORE : JobBuild.Cache.USE,
        inputs.isTrue("pull") ? JobBuild.Bases.REFRESH : JobBuild.Bases.LOCAL_FIRST,
        push ? JobBuild.After.PUSH : JobBuild.After.KEEP,
        push ? new DockerConfig(run).logins(hosts(tags)) : List.of(),
        new JobBuild.Rest(
            inputs.optional("network"),
            inputs.words("allow"),
            inputs.lines("cache-from"),
            inputs.lines("cache-to"),
            new JobBuild.Steps(
                inputs.words("add-hosts"),
                inputs.optional("shm-size"),
                inputs.words("ulimit"),
                Optional.empty()),
            inputs.lines("annotations"),
            inputs.words("no-cache-filters")));
  }

  private static List<String> hosts(List<String> tags) {
    return tags.stream().map(tag -> ImageReference.parse(tag).host()).toList();
  }

  private static void report(ActionRun run, JobBuild order, JobImages.Built built) {
    var metadata = Json.MAPPER.createObjectNode();
    metadata.put("containerimage.config.digest", built.imageId());
    metadata.put("containerimage.digest", built.digest());
    metadata
        .putObject("containerimage.descriptor")
        .put("mediaType", built.mediaType())
        .put("digest", built.digest())
        .put("size", built.size());
    if (!order.tags().isEmpty()) {
      metadata.put("image.name", String.join(",", order.tags()));
    }
    run.group("ImageID");
    run.line(built.imageId());
    run.endGroup();
    run.group("Digest");
    run.line(built.digest());
    run.endGroup();
    run.output("imageid", built.imageId());
    run.output("digest", built.digest());
    run.output("metadata", Json.pretty(metadata));
  }
}
