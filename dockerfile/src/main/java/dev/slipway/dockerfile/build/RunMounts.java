package dev.slipway.dockerfile.build;

import dev.slipway.container.ContainerMount;
import dev.slipway.dockerfile.BuildFailure;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.dockerfile.files.Copier;
import dev.slipway.dockerfile.files.ModeChange;
import dev.slipway.dockerfile.files.Ownership;
import dev.slipway.dockerfile.files.Selected;
import dev.slipway.dockerfile.files.SourceTree;
import dev.slipway.dockerfile.files.TargetRoot;
import dev.slipway.dockerfile.plan.Origin;
import dev.slipway.dockerfile.plan.PlannedMount;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.dockerfile.syntax.RunMount;
import dev.slipway.dockerfile.syntax.RunMount.Access;
import dev.slipway.dockerfile.syntax.RunMount.Presence;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prepares what {@code RUN --mount} asks for. For one step. */
final class RunMounts {
  private static final String CACHE_NAMESPACE = "BUILDKIT_CACHE_MOUNT_NS";

  private final Step.Run step;
  private final OpenOrigins origins;
  private final CacheMounts caches;
  private final String cacheNamespace;
  private final Map<String, BuildSecret> secrets;
  private final StepScratch scratch;
  private final List<ContainerMount> mounts = new ArrayList<>();
  private final Map<String, String> variables = new LinkedHashMap<>();

  RunMounts(
      Step.Run step,
      OpenOrigins origins,
      CacheMounts caches,
      BuildRequest request,
      StepScratch scratch) {
    this.step = step;
    this.origins = origins;
    this.caches = caches;
    this.cacheNamespace = request.buildArgs().getOrDefault(CACHE_NAMESPACE, "");
    this.secrets = request.secrets();
    this.scratch = scratch;
  }

  List<ContainerMount> mounts() {
    return mounts;
  }

  /** Secrets that are asked for as variables. */
  Map<String, String> variables() {
    return variables;
  }

  void prepare() throws IOException, InterruptedException {
    for (PlannedMount mount : step.mounts()) {
      switch (mount.mount()) {
        case RunMount.Bind bind -> bind(bind, target(mount), origin(mount));
        case RunMount.Cache cache -> cache(cache, target(mount), mount.origin());
        case RunMount.Secret secret -> secret(secret, mount.target());
        case RunMount.Tmpfs tmpfs -> tmpfs(tmpfs, target(mount));
        case RunMount.Ssh ssh -> throw new IllegalStateException("refused by the plan");
      }
    }
  }

  private static Path target(PlannedMount mount) {
    return Path.of(mount.target().orElseThrow());
  }

  private static Origin origin(PlannedMount mount) {
    return mount.origin().orElseThrow();
  }

  private void bind(RunMount.Bind bind, Path target, Origin origin)
      throws IOException, InterruptedException {
    SourceTree tree = origins.tree(origin);
    Selected selected = selected(tree, bind.source());
    if (bind.access() == Access.READ_ONLY && tree.showsAll()) {
      mounts.add(ContainerMount.bindReadOnly(selected.top().place(), target));
      return;
    }
    // What is written is thrown away with the copy; what is ignored is not in it.
    Path copy = Files.createDirectory(scratch.directory().resolve("bind-" + mounts.size()));
    copyInto(copy, tree, selected);
    Path source = selected.isDirectory() ? copy : copy.resolve(selected.name());
    mounts.add(
        bind.access() == Access.READ_ONLY
            ? ContainerMount.bindReadOnly(source, target)
            : ContainerMount.bind(source, target));
  }

  private Selected selected(SourceTree tree, String source) throws IOException {
    String path = Path.of("/").resolve(source).normalize().toString().substring(1);
    return tree.written(Copies.select(tree, path, step.position()));
  }

  private static void copyInto(Path directory, SourceTree tree, Selected selected)
      throws IOException {
    try (TargetRoot target = TargetRoot.of(directory)) {
      new Copier(target, tree.metadata(), Ownership.unchanged(), ModeChange.none())
          .copy(selected, "/");
      target.settle();
    }
  }

  private void cache(RunMount.Cache cache, Path target, Optional<Origin> origin)
      throws IOException, InterruptedException {
    String name = cache.id().filter(i -> !i.isEmpty()).orElse(target.toString());
    String id = cacheNamespace.isEmpty() ? name : cacheNamespace + "/" + name;
    CacheMounts.Lease lease = caches.lease(cache, id, directory -> seed(directory, cache, origin));
    scratch.whenDone(lease::close);
    mounts.add(
        cache.access() == Access.READ_ONLY
            ? ContainerMount.bindReadOnly(lease.directory(), target)
            : ContainerMount.bind(lease.directory(), target));
  }

  private void seed(Path directory, RunMount.Cache cache, Optional<Origin> origin)
      throws IOException, InterruptedException {
    if (origin.isPresent()) {
      SourceTree tree = origins.tree(origin.get());
      copyInto(directory, tree, selected(tree, cache.source()));
    }
  }

  private void secret(RunMount.Secret secret, Optional<String> target) throws IOException {
    BuildSecret given = secrets.get(secret.id());
    if (given == null) {
      if (secret.presence() == Presence.REQUIRED) {
        throw new BuildFailure(
            step.position(),
            step.text(),
            new BuildFailure.Reason.Refused(
                "it requires the secret " + secret.id() + ": pass --secret id=" + secret.id()),
            List.of());
      }
      return;
    }
    byte[] value = given.value();
    secret.env().ifPresent(name -> variables.put(name, new String(value, StandardCharsets.UTF_8)));
    if (target.isPresent()) {
      Path file = scratch.memory().resolve("secret");
      Files.write(file, value);
      PosixFiles.lchown(file, (int) secret.uid(), (int) secret.gid());
      PosixFiles.chmod(file, secret.mode());
      mounts.add(ContainerMount.bindReadOnly(file, Path.of(target.get())));
    }
  }

  private void tmpfs(RunMount.Tmpfs tmpfs, Path target) {
    // Anybody may write there, also when the step is not run by root.
    var options = new ArrayList<>(List.of("mode=1777"));
    tmpfs.size().ifPresent(size -> options.add("size=" + size));
    mounts.add(ContainerMount.tmpfs(target, options.toArray(String[]::new)));
  }
}
