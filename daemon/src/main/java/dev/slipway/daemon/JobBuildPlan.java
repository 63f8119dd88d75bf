package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.dockerfile.CacheLocation;
import dev.slipway.dockerfile.CacheOption;
import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.dockerfile.RunSettings;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.posix.Handle;
import dev.slipway.posix.PosixFiles;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobContext;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.action.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A job's build order in terms of the builder: what it reads is copied to where the job cannot
 * reach, the job's own images become named contexts, and outputs are written aside and then moved
 * into the root.
 */
final class JobBuildPlan {
  private final JobDescriptor job;
  private final JobFiles files;
  private final JobBuild order;
  private final JobImageNames names;
  private final Path scratch;
  private final JobDefinition definition;
  private final Optional<CommitContext> commit;
  private final Path context;
  private int copies;
  private final List<Delivery> deliveries = new ArrayList<>();

  private record Delivery(Path made, Path inJob) {}

  /** What is done with the plan. */
  enum Purpose {
    BUILD,
    /** Only the Dockerfile is looked at: no file of the context is needed. */
    ASK
  }

  /**
   * @param commit the context, when it is one
   */
  JobBuildPlan(
      JobDescriptor job,
      JobFiles files,
      JobBuild order,
      Optional<CommitContext> commit,
      JobImageNames names,
      Purpose purpose)
      throws IOException {
    this.job = job;
    this.files = files;
    this.order = order;
    this.names = names;
    this.scratch = files.scratch();
    this.commit = commit;
    this.definition =
        commit.isPresent()
            ? JobDefinition.ofCommit(order, commit.get(), scratch)
            : JobDefinition.ofDirectory(order, files, scratch);
    this.context = context(purpose);
  }

  private Path context(Purpose purpose) throws IOException {
    return switch (order.context()) {
      case JobContext.Commit of -> definition.directory();
      case JobContext.Directory(Path path) ->
          directory(
              path,
              "the build context",
              switch (purpose) {
                case BUILD -> definition.ignored();
                case ASK -> IgnorePatterns.parse("*".getBytes(StandardCharsets.UTF_8), "");
              });
    };
  }

  /** The copy of a directory of the job. */
  private Path directory(Path inJob, String what, IgnorePatterns ignored) throws IOException {
    try (Handle source = found(inJob, what)) {
      if (!PosixFiles.stat(source.path()).isDirectory()) {
        throw new InputException(
            InputException.Position.of(inJob.toString()),
            "path \"" + inJob + "\" is not a directory",
            "name a directory as " + what);
      }
      return ContextCopy.make(source, scratch.resolve("context-" + copies++), ignored);
    }
  }

  private Handle found(Path inJob, String what) {
    try {
      return files.open(inJob);
    } catch (IOException e) {
      throw new InputException(
          InputException.Position.of(inJob.toString()),
          "path \"" + inJob + "\" not found",
          "name a directory as " + what,
          e);
    }
  }

  BuildRequest request() throws IOException {
    var changes = BuildRequest.of(context).change().dockerfile(definition.dockerfile());
    commit.ifPresent(changes::commit);
    order.target().ifPresent(changes::target);
    changes.buildArgs(order.buildArgs()).labels(order.labels());
    changes.contexts(contexts()).secrets(secrets()).outputs(outputs());
    switch (order.cache()) {
      case USE -> changes.cacheUse(BuildRequest.CacheUse.USE);
      case IGNORE -> changes.cacheUse(BuildRequest.CacheUse.IGNORE);
    }
    switch (order.bases()) {
      case LOCAL_FIRST -> changes.basePolicy(BuildRequest.BasePolicy.LOCAL_FIRST);
      case REFRESH -> changes.basePolicy(BuildRequest.BasePolicy.REFRESH);
    }
    order.outputs().forEach(o -> OutputWishes.add(o, changes));
    changes.notices(notices());
    changes.entitlements(order.rest().allow().stream().map(JobBuildPlan::entitlement).toList());
    order.rest().network().ifPresent(mode -> changes.network(network(mode)));
    changes.cacheFrom(cacheFrom()).cacheTo(cacheTo());
    var steps = order.rest().steps();
    changes.run(RunSettings.parse(steps.hosts(), steps.sharedMemory(), steps.limits()));
    steps.memory().ifPresent(m -> changes.memoryLimit(RunSettings.bytes("--memory", m)));
    var annotations = new LinkedHashMap<>(AnnotationWords.parse(order.rest().annotations()));
    order.outputs().forEach(o -> annotations.putAll(BuildOutput.annotations(o)));
    changes.annotations(annotations);
    changes.freshStages(order.rest().freshStages());
    changes.repository(job.repository());
    changes.trust(
        switch (job.trust()) {
          case TRUSTED -> BuildRequest.Trust.TRUSTED;
          case FORK -> BuildRequest.Trust.ANYBODY;
        });
    return changes.done();
  }

  /** What reaches beyond the sandbox is not for jobs. */
  private static BuildRequest.Entitlement entitlement(String right) {
    if (right.equals("secret.files")) {
      return BuildRequest.Entitlement.SECRET_FILES;
    }
    throw new InputException(
        InputException.Position.of("--allow " + right),
        "is not given to jobs",
        "leave it out; secret.files is the only one");
  }

  private static BuildRequest.DefaultNetwork network(String mode) {
    return switch (mode) {
      case "default", "sandbox" -> BuildRequest.DefaultNetwork.SANDBOX;
      case "none" -> BuildRequest.DefaultNetwork.NONE;
      default ->
          throw new InputException(
              InputException.Position.of("--network " + mode),
              "is not given to jobs",
              "use default or none");
    };
  }

  /**
   * Directories of the job are copied like contexts. Results in registries are not read: the
   * builder keeps those of all jobs itself.
   */
  private List<CacheLocation> cacheFrom() throws IOException {
    var locations = new ArrayList<CacheLocation>();
    for (CacheOption option : caches(CacheOption.Use.FROM)) {
      if (option.location(order.directory())
              instanceof CacheLocation.Directory(Path path, var mode, var unreachable)
          && new Placement(files).isDirectory(path)) {
        Path copy = directory(path, "the cache", IgnorePatterns.none());
        locations.add(new CacheLocation.Directory(copy, mode, unreachable));
      }
    }
    return locations;
  }

  private List<CacheLocation> cacheTo() {
    var locations = new ArrayList<CacheLocation>();
    for (CacheOption option : caches(CacheOption.Use.TO)) {
      switch (option.location(order.directory())) {
        case CacheLocation.Directory(Path path, var mode, var unreachable) -> {
          Path made = scratch.resolve("output-" + deliveries.size());
          locations.add(new CacheLocation.Directory(deliver(made, path), mode, unreachable));
        }
        case CacheLocation.Inline inline -> locations.add(inline);
        case CacheLocation.Kept kept -> {}
        case CacheLocation.Registry registry -> {}
      }
    }
    return locations;
  }

  private List<CacheOption> caches(CacheOption.Use use) {
    List<String> values =
        switch (use) {
          case FROM -> order.rest().cacheFrom();
          case TO -> order.rest().cacheTo();
        };
    return values.stream().map(value -> CacheOption.parse(use, value)).toList();
  }

  private List<String> notices() {
    var notices = new ArrayList<>(OutputWishes.notices(order.outputs()));
    for (CacheOption.Use use : CacheOption.Use.values()) {
      for (CacheOption option : caches(use)) {
        notices.addAll(option.notices());
        if (option.location(order.directory()) instanceof CacheLocation.Registry registry) {
          notices.add(
              "results of builds are kept here for all jobs: "
                  + registry.shown()
                  + " is not needed for them, and neither read nor written");
        }
      }
    }
    return notices;
  }

  private Map<String, BuildSecret> secrets() {
    var secrets = new LinkedHashMap<String, BuildSecret>();
    order.secrets().forEach((id, value) -> secrets.put(id, new BuildSecret.Value(value)));
    return secrets;
  }

  private Map<String, NamedContext> contexts() throws IOException {
    var contexts = new LinkedHashMap<String, NamedContext>();
    String text = Files.readString(definition.dockerfile());
    for (JobImageNames.Entry entry : names.list(job.name())) {
      if (!entry.name().host().equals(JobImageNames.HOST)) {
        var image =
            new NamedContext.Image(JobImageNames.internal(job.name(), entry.name()).toString());
        spellings(entry, text).forEach(name -> contexts.put(name, image));
      }
    }
    for (var named : order.contexts().entrySet()) {
      contexts.put(named.getKey(), context(named.getKey(), named.getValue()));
    }
    return contexts;
  }

  /** How a Dockerfile may write an image's name; a stage of the same name goes before it. */
  private static List<String> spellings(JobImageNames.Entry entry, String dockerfile) {
    String familiar = entry.name().familiar();
    var spellings = new ArrayList<>(List.of(familiar, entry.name().toString()));
    if (entry.name().tag().orElse("latest").equals("latest")) {
      String bare = familiar.substring(0, familiar.lastIndexOf(':'));
      Pattern stage = Pattern.compile("(?im)\\sas\\s+" + Pattern.quote(bare) + "\\s*$");
      if (!stage.matcher(dockerfile).find()) {
        spellings.add(bare);
      }
    }
    return spellings;
  }

  private NamedContext context(String name, String value) throws IOException {
    String what = "the context \"" + name + "\"";
    return switch (NamedContext.parse(name, value, order.directory())) {
      case NamedContext.Image image -> image;
      case NamedContext.Directory(Path path) ->
          new NamedContext.Directory(directory(path, what, IgnorePatterns.none()));
      case NamedContext.Layout(Path path, var tag, var digest) ->
          new NamedContext.Layout(directory(path, what, IgnorePatterns.none()), tag, digest);
    };
  }

  private List<BuildOutput> outputs() {
    return order.outputs().stream().map(this::output).toList();
  }

  /** Outputs are made aside: what a path of the job leads to may change while they are written. */
  private BuildOutput output(String value) {
    BuildOutput wanted = BuildOutput.parse(value, order.directory());
    Path made = scratch.resolve("output-" + deliveries.size());
    return switch (wanted) {
      case BuildOutput.Image image -> image;
      case BuildOutput.OciDirectory(Path path) -> new BuildOutput.OciDirectory(deliver(made, path));
      case BuildOutput.OciArchive(Path path) -> new BuildOutput.OciArchive(deliver(made, path));
      case BuildOutput.DockerArchive(Path path) ->
          new BuildOutput.DockerArchive(deliver(made, path));
      case BuildOutput.LocalDirectory(Path path) ->
          new BuildOutput.LocalDirectory(deliver(made, path));
      case BuildOutput.Tar(Path path) -> new BuildOutput.Tar(deliver(made, path));
    };
  }

  private Path deliver(Path made, Path inJob) {
    deliveries.add(new Delivery(made, inJob));
    return made;
  }

  /** Moves what was written into the job's root. */
  void deliver() throws IOException {
    for (Delivery delivery : deliveries) {
      if (new Placement(files).isDirectory(delivery.inJob)) {
        deliverInto(delivery);
      } else {
        new Placement(files).move(delivery.made, delivery.inJob);
      }
    }
  }

  private void deliverInto(Delivery delivery) throws IOException {
    if (!Files.isDirectory(delivery.made)) {
      throw new SlipwayException(
          delivery.inJob + " is a directory; name a file as the output's dest");
    }
    var placement = new Placement(files);
    try (var entries = Files.list(delivery.made)) {
      for (Path entry : entries.toList()) {
        Path place = delivery.inJob.resolve(String.valueOf(entry.getFileName()));
        placement.remove(place);
        placement.move(entry, place);
      }
    }
  }

  /** Shows the job's own paths in place of the real ones. */
  String inJob(String text) {
    String shown = definition.inJob(text);
    return switch (order.context()) {
      case JobContext.Commit of -> shown;
      case JobContext.Directory(Path path) -> shown.replace(context.toString(), path.toString());
    };
  }

  /** The same for what is thrown. */
  RuntimeException inJob(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    String shown = inJob(message);
    return shown.equals(message) ? e : new SlipwayException(shown, e);
  }
}
