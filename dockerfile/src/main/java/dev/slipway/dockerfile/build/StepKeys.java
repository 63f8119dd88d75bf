package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequest.Trust;
import dev.slipway.dockerfile.cache.CacheKey;
import dev.slipway.dockerfile.plan.CopySource;
import dev.slipway.dockerfile.plan.Origin;
import dev.slipway.dockerfile.plan.PlannedMount;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.dockerfile.syntax.RunMount;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What decides a step's result. Secrets, proxies, certificates of the host, limits and names of
 * outputs do not; the content of every file does.
 */
final class StepKeys {
  private final Platform platform;
  private final Optional<Instant> latest;
  private final BuildRequest request;

  StepKeys(Platform platform, Optional<Instant> latest, BuildRequest request) {
    this.platform = platform;
    this.latest = latest;
    this.request = request;
  }

  /** Stands for what a step reads. */
  interface Inputs {
    /** What one source of a COPY brings. */
    String copied(Step.Copy copy, CopySource source) throws Exception;

    /** What a mount shows. */
    String mounted(Origin origin, String source, Position position) throws Exception;
  }

  /**
   * The key of a step.
   *
   * @param below stands for the steps before it
   */
  CacheKey key(Step step, String below, Inputs inputs) throws Exception {
    CacheKey.Builder key =
        switch (step) {
          case Step.Run run -> run(run, inputs);
          case Step.Copy copy -> copy(copy, inputs);
          case Step.MakeDirectory made ->
              CacheKey.of("directory").with("path", made.path()).with("user", made.user());
        };
    key.with("platform", platform.toString());
    latest.ifPresent(time -> key.with("SOURCE_DATE_EPOCH", time.toString()));
    if (request.trust() == Trust.ANYBODY) {
      // Results that were imported, or made with a cache mount, can be anything.
      key.with("whose Dockerfile it is", request.trust().name());
    }
    return key.with("the step before it", isLinked(step) ? "independent" : below).done();
  }

  /** Whether a step does not look at what is there before it. */
  static boolean isLinked(Step step) {
    return step instanceof Step.Copy copy
        && switch (copy.link()) {
          case LINKED -> true;
          case ORDINARY -> false;
        };
  }

  private CacheKey.Builder run(Step.Run run, Inputs inputs) throws Exception {
    CacheKey.Builder key =
        CacheKey.of("run")
            .with("the command", run.arguments())
            .with("the script", run.script().orElse(""));
    run.environment().forEach((name, value) -> key.with("variable " + name, value));
    key.with("the working directory", run.directory())
        .with("the user", run.user())
        .with("the network", run.network().name())
        .with("the confinement", run.security().name());
    surroundings(key);
    for (PlannedMount mount : run.mounts()) {
      String name = "mount " + mount.target().orElse("of a secret");
      key.with(name, description(mount));
      if (mount.mount() instanceof RunMount.Bind bind && mount.origin().isPresent()) {
        key.with(
            name + " content", inputs.mounted(mount.origin().get(), bind.source(), run.position()));
      }
    }
    return key;
  }

  /** The addresses of hosts do not count: they are like those that a name server gives. */
  private void surroundings(CacheKey.Builder key) {
    if (!request.run().hosts().isEmpty()) {
      key.with("added hosts", List.copyOf(request.run().hosts().keySet()));
    }
    String host = request.buildArgs().get(RunExecutor.HOSTNAME_ARGUMENT);
    if (host != null) {
      key.with("the host's name", host);
    }
  }

  /** A cache's content, id and sharing do not count, nor does a secret's value. */
  private static List<String> description(PlannedMount mount) {
    return switch (mount.mount()) {
      case RunMount.Bind bind -> List.of("bind", bind.source(), bind.access().name());
      case RunMount.Cache cache -> List.of("cache", cache.access().name());
      case RunMount.Secret secret ->
          List.of(
              "secret", secret.id(), secret.env().orElse(""), Integer.toOctalString(secret.mode()));
      case RunMount.Tmpfs tmpfs -> List.of("tmpfs", tmpfs.size().toString());
      case RunMount.Ssh ssh -> List.of("ssh", ssh.id());
    };
  }

  private static CacheKey.Builder copy(Step.Copy copy, Inputs inputs) throws Exception {
    CacheKey.Builder key = CacheKey.of("copy").with("the destination", copy.destination());
    key.with("the owner", copy.chown().orElse(""))
        .with("the mode", copy.chmod().orElse(""))
        .with("--exclude", copy.exclude())
        .with("--parents", copy.parents().name())
        .with("--link", copy.link().name())
        .with("archives", copy.archives().name());
    for (CopySource source : copy.sources()) {
      switch (source) {
        case CopySource.FromOrigin(String path, String written) ->
            key.with(written, inputs.copied(copy, source));
        case CopySource.Inline(String name, String content) ->
            key.with("<<" + name, digest(content));
        case CopySource.Download(String url) -> key.with(url, inputs.copied(copy, source));
      }
    }
    return key;
  }

  private static String digest(String content) {
    return Digest.of(content.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
