package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.PlainProgress;
import dev.slipway.dockerfile.build.DockerfileAnswers;
import dev.slipway.dockerfile.describe.Inquiry;
import dev.slipway.dockerfile.image.DockerArchive;
import dev.slipway.git.GitRepository;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageReference;
import dev.slipway.runner.HostedRepositories;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobContext;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.JobImages;
import dev.slipway.runner.LineListener;
import dev.slipway.runner.RegistryLogin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Images of jobs, over this instance's builder, blob store and registry. */
final class JobImageWorkshop implements JobImages {
  private static final int MAX_DOCUMENT = 8 << 20;
  private static final int SHORT = 12;

  private final ImageBuilder builder;
  private final BlobStore blobs;
  private final JobImageNames names;
  private final JobRegistry registry;
  private final HostedRepositories repositories;

  JobImageWorkshop(
      ImageBuilder builder,
      BlobStore blobs,
      JobImageNames names,
      JobRegistry registry,
      HostedRepositories repositories) {
    this.builder = builder;
    this.blobs = blobs;
    this.names = names;
    this.registry = registry;
    this.repositories = repositories;
  }

  @Override
  public Built build(JobDescriptor job, JobFiles files, JobBuild order, LineListener progress) {
    List<ImageReference> tags = order.tags().stream().map(JobImageNames::parse).toList();
    if (order.push() == JobBuild.After.PUSH && tags.isEmpty()) {
      throw new InputException(
          InputException.Position.of("--push"),
          "tag is needed when pushing to registry",
          "name the image with --tag");
    }
    BuildResult result = run(job, files, order, progress);
    for (ImageReference tag : tags) {
      names.put(job.name(), tag, result.manifest());
      progress.line("naming to " + tag);
    }
    if (tags.isEmpty()) {
      names.put(job.name(), unnamed(result.configDigest()), result.manifest());
    }
    if (order.push() == JobBuild.After.PUSH) {
      tags.forEach(tag -> send(result.manifest(), tag, login(order.logins(), tag), progress));
    }
    return new Built(
        result.digest().toString(),
        result.configDigest().toString(),
        result.manifest().size(),
        result.manifest().mediaType(),
        result.standIns().stream().map(s -> s.reference() + " built from " + s.source()).toList());
  }

  private BuildResult run(
      JobDescriptor job, JobFiles files, JobBuild order, LineListener progress) {
    return planned(
        job,
        files,
        order,
        JobBuildPlan.Purpose.BUILD,
        plan -> {
          var listener = new PlainProgress(text -> progress.line(plan.inJob(text)));
          var result = builder.build(plan.request(), listener);
          plan.deliver();
          return result;
        });
  }

  @Override
  public JsonNode ask(JobDescriptor job, JobFiles files, JobBuild order, String method) {
    Inquiry inquiry = Inquiry.parse(method);
    return planned(
        job,
        files,
        order,
        JobBuildPlan.Purpose.ASK,
        plan -> new DockerfileAnswers(plan.request()).to(inquiry));
  }

  /** What is done with a plan. */
  @FunctionalInterface
  private interface Work<T> {
    T on(JobBuildPlan plan) throws IOException;
  }

  private <T> T planned(
      JobDescriptor job,
      JobFiles files,
      JobBuild order,
      JobBuildPlan.Purpose purpose,
      Work<T> work) {
    try {
      if (order.context() instanceof JobContext.Commit commit) {
        try (GitRepository repository = repository(job)) {
          var context = Optional.<CommitContext>of(new RepositoryCommit(repository, commit));
          return done(new JobBuildPlan(job, files, order, context, names, purpose), work);
        }
      }
      return done(new JobBuildPlan(job, files, order, Optional.empty(), names, purpose), work);
    } catch (IOException e) {
      throw new UncheckedIOException("building " + order, e);
    }
  }

  private static <T> T done(JobBuildPlan plan, Work<T> work) throws IOException {
    try {
      return work.on(plan);
    } catch (InputException | SlipwayException e) {
      throw plan.inJob(e);
    }
  }

  private GitRepository repository(JobDescriptor job) {
    return repositories
        .open(job.repository(), job)
        .orElseThrow(() -> new SlipwayException(job.repository() + " is not hosted here"));
  }

  /** An image without a name is found by its id. */
  private static ImageReference unnamed(Digest id) {
    return new ImageReference(
        JobImageNames.HOST, "unnamed", Optional.of(id.hex()), Optional.empty());
  }

  private static Optional<RegistryLogin> login(List<RegistryLogin> logins, ImageReference name) {
    return logins.stream().filter(l -> l.host().equals(name.host())).findFirst();
  }

  @Override
  public void tag(JobDescriptor job, String source, String target) {
    names.put(job.name(), JobImageNames.parse(target), entry(job, source).manifest());
  }

  @Override
  public boolean untag(JobDescriptor job, String name) {
    return names.remove(job.name(), JobImageNames.parse(name));
  }

  private JobImageNames.Entry entry(JobDescriptor job, String name) {
    return lookUp(job, name).orElseThrow(() -> new SlipwayException("No such image: " + name));
  }

  private Optional<JobImageNames.Entry> lookUp(JobDescriptor job, String name) {
    String id = name.startsWith("sha256:") ? name.substring("sha256:".length()) : name;
    if (id.length() >= 4 && id.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      Optional<JobImageNames.Entry> byId =
          names.list(job.name()).stream()
              .filter(e -> content(e.manifest()).config().digest().hex().startsWith(id))
              .findFirst();
      if (byId.isPresent()) {
        return byId;
      }
    }
    if (name.startsWith("sha256:")) {
      return Optional.empty();
    }
    ImageReference reference = JobImageNames.parse(name);
    if (reference.digest().isPresent()) {
      return names.list(job.name()).stream()
          .filter(e -> e.name().name().equals(reference.name()))
          .filter(e -> e.manifest().digest().equals(reference.digest().get()))
          .findFirst();
    }
    return names.find(job.name(), reference);
  }

  @Override
  public List<Named> list(JobDescriptor job) {
    var images = new ArrayList<Named>();
    for (JobImageNames.Entry entry : names.list(job.name())) {
      ImageManifest content = content(entry.manifest());
      images.add(
          new Named(
              display(entry.name()),
              entry.manifest().digest().toString(),
              content.config().digest().toString(),
              configuration(content).created().orElse(entry.named()),
              content.layers().stream().mapToLong(Descriptor::size).sum()));
    }
    return images;
  }

  private static String display(ImageReference name) {
    return name.host().equals(JobImageNames.HOST) ? "<none>:<none>" : name.familiar();
  }

  @Override
  public Optional<Details> find(JobDescriptor job, String name) {
    return lookUp(job, name)
        .map(entry -> {
          ImageManifest content = content(entry.manifest());
          List<String> all =
              names.list(job.name()).stream()
                  .filter(e -> e.manifest().equals(entry.manifest()))
                  .filter(e -> !e.name().host().equals(JobImageNames.HOST))
                  .map(e -> e.name().familiar())
                  .toList();
          return new Details(
              all,
              entry.manifest().digest().toString(),
              content.config().digest().toString(),
              Json.parse(read(content.config()), "image configuration"),
              content.layers().stream().map(Descriptor::size).toList());
        });
  }

  @Override
  public Moved push(
      JobDescriptor job, String name, Optional<RegistryLogin> login, LineListener progress) {
    ImageReference reference = JobImageNames.parse(name);
    var entry =
        lookUp(job, name)
            .orElseThrow(() ->
                new SlipwayException(
                    "An image does not exist locally with the tag: " + reference.name()));
    progress.line("The push refers to repository [" + reference.name() + "]");
    return send(entry.manifest(), reference, login, progress);
  }

  private Moved send(
      Descriptor manifest,
      ImageReference name,
      Optional<RegistryLogin> login,
      LineListener progress) {
    List<Descriptor> layers = content(manifest).layers();
    Predicate<Digest> held = registry.holding(name);
    List<Boolean> before = layers.stream().map(layer -> held.test(layer.digest())).toList();
    try {
      registry.push(manifest, name, login);
    } catch (IOException e) {
      throw new SlipwayException("could not push " + name + ": " + e.getMessage(), e);
    }
    List<Digest> diffIds = configuration(content(manifest)).diffIds();
    for (int i = 0; i < layers.size(); i++) {
      String layer = diffIds.get(i).hex().substring(0, SHORT);
      progress.line(layer + ": " + (before.get(i) ? "Layer already exists" : "Pushed"));
    }
    progress.line(
        name.tag().orElse("latest")
            + ": digest: "
            + manifest.digest()
            + " size: "
            + manifest.size());
    return new Moved(manifest.digest().toString(), manifest.size());
  }

  @Override
  public Moved pull(
      JobDescriptor job, String name, Optional<RegistryLogin> login, LineListener progress) {
    ImageReference reference = JobImageNames.parse(name);
    Descriptor manifest;
    try {
      manifest = registry.pull(reference, login);
    } catch (IOException e) {
      throw new SlipwayException("could not pull " + name + ": " + e.getMessage(), e);
    }
    names.put(job.name(), reference, manifest);
    progress.line("Digest: " + manifest.digest());
    progress.line("Status: Downloaded newer image for " + reference.familiar());
    return new Moved(manifest.digest().toString(), manifest.size());
  }

  @Override
  public void checkLogin(RegistryLogin login) {
    try {
      registry.check(login);
    } catch (IOException e) {
      throw new SlipwayException("could not log in to " + login.host() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void save(JobDescriptor job, List<String> images, OutputStream out) throws IOException {
    Map<Descriptor, List<String>> byImage = new LinkedHashMap<>();
    for (String name : images) {
      JobImageNames.Entry entry = entry(job, name);
      List<String> tags = byImage.computeIfAbsent(entry.manifest(), m -> new ArrayList<>());
      if (!entry.name().host().equals(JobImageNames.HOST)) {
        tags.add(entry.name().familiar());
      }
    }
    var named = new ArrayList<DockerArchive.Named>();
    byImage.forEach((image, tags) -> named.add(new DockerArchive.Named(content(image), tags)));
    new DockerArchive(blobs).writeTo(out, named);
  }

  @Override
  public void end(JobDescriptor job) {
    names.forget(job.name());
  }

  private ImageManifest content(Descriptor manifest) {
    return ImageManifest.parse(read(manifest));
  }

  private ImageConfig configuration(ImageManifest content) {
    return ImageConfig.parse(read(content.config()));
  }

  private byte[] read(Descriptor document) {
    try {
      return blobs.read(document.digest(), MAX_DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + document.digest(), e);
    }
  }
}
