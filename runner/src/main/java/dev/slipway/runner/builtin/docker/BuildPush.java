package dev.slipway.runner.builtin.docker;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.oci.ImageReference;
import dev.slipway.runner.HostedRepositories;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobImages;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.action.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
  private final HostedRepositories repositories;

  public BuildPush(JobImages images, HostedRepositories repositories) {
    this.images = images;
    this.repositories = repositories;
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse("remove it", "attests", "cgroup-parent", "sbom", "ssh");
    Platforms.check(inputs);
    explainCache(run, inputs);
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

  private static void explainCache(ActionRun run, ActionInputs inputs) {
    for (String name : List.of("cache-from", "cache-to")) {
      for (String line : inputs.lines(name)) {
        if (!line.startsWith("type=gha") && !line.startsWith("type=local")) {
          run.notice(name + ": " + line + " is answered by the layer cache of this instance");
        }
      }
    }
    if (inputs.optional("provenance").filter(p -> !p.equalsIgnoreCase("false")).isPresent()) {
      run.notice("provenance: no attestation is attached to the image");
    }
  }

  private JobBuild order(ActionRun run, ActionInputs inputs) throws InterruptedException {
    List<String> tags = inputs.words("tags");
    var outputs = Outputs.of(inputs);
    boolean push = inputs.isTrue("push") || outputs.push();
    Path context = context(run, inputs);
    return new JobBuild(
        context,
        inputs.optional("file").map(file -> run.files().workspace().resolve(file)),
        Optional.empty(),
        inputs.optional("target"),
        Pairs.of(inputs, "build-args"),
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

  /** Without a context, the commit itself is built: what the workspace holds does not count. */
  private Path context(ActionRun run, ActionInputs inputs) {
    String context = inputs.text("context");
    if (context.matches("(https?|git|ssh)://.*|git@.*")) {
      throw inputs.invalid(
          "context",
          "a remote context cannot be built",
          "check it out with actions/checkout and name the directory");
    }
    return context.isEmpty() ? commit(run) : run.files().workspace().resolve(context).normalize();
  }

  private Path commit(ActionRun run) {
    var job = run.job();
    try (var repository =
        repositories
            .open(job.repository(), job)
            .orElseThrow(() -> new SlipwayException(job.repository() + " is not hosted here"))) {
      Path made = run.files().scratch().resolve("git-context");
      repository.checkout(new CommitId(job.commit()), made);
      Path inJob = run.files().temporary().resolve("git-context-" + UUID.randomUUID());
      new Placement(run.files()).move(made, inJob);
      return inJob;
    } catch (IOException e) {
      throw new UncheckedIOException("preparing the commit as build context", e);
    }
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
