package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A job's build order in terms of the builder: paths are resolved inside the job's root, the job's
 * own images become named contexts, and outputs are written aside and then moved into the root.
 */
final class JobBuildPlan {
  private final JobDescriptor job;
  private final JobFiles files;
  private final JobBuild order;
  private final JobImageNames names;
  private final Path scratch;
  private final Path context;
  private final Path dockerfile;
  private final List<Delivery> deliveries = new ArrayList<>();

  private record Delivery(Path made, Path inJob) {}

  JobBuildPlan(JobDescriptor job, JobFiles files, JobBuild order, JobImageNames names)
      throws IOException {
    this.job = job;
    this.files = files;
    this.order = order;
    this.names = names;
    this.context = directory(order.context(), "the build context");
    this.scratch = files.scratch();
    this.dockerfile = dockerfile();
  }

  private Path directory(Path inJob, String what) {
    try {
      Path real = files.host(inJob);
      if (Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
        return real;
      }
    } catch (IOException e) {
      throw new InputException(
          InputException.Position.of(inJob.toString()),
          "path \"" + inJob + "\" not found",
          "name a directory as " + what,
          e);
    }
    throw new InputException(
        InputException.Position.of(inJob.toString()),
        "path \"" + inJob + "\" is not a directory",
        "name a directory as " + what);
  }

  private Path dockerfile() throws IOException {
    if (order.dockerfileText().isPresent()) {
      return Files.writeString(scratch.resolve("Dockerfile"), order.dockerfileText().get());
    }
    Path inJob = order.dockerfile().orElseGet(() -> order.context().resolve("Dockerfile"));
    try {
      return files.host(inJob);
    } catch (IOException e) {
      throw new InputException(
          InputException.Position.of(inJob.toString()),
          "failed to read dockerfile: open " + inJob.getFileName() + ": no such file or directory",
          "name it with --file",
          e);
    }
  }

  BuildRequest request() throws IOException {
    var changes = BuildRequest.of(context).change().dockerfile(dockerfile);
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
    return changes.done();
  }

  private Map<String, BuildSecret> secrets() {
    var secrets = new LinkedHashMap<String, BuildSecret>();
    order.secrets().forEach((id, value) -> secrets.put(id, new BuildSecret.Value(value)));
    return secrets;
  }

  private Map<String, NamedContext> contexts() throws IOException {
    var contexts = new LinkedHashMap<String, NamedContext>();
    String text = Files.readString(dockerfile);
    for (JobImageNames.Entry entry : names.list(job.name())) {
      if (!entry.name().host().equals(JobImageNames.HOST)) {
        var image =
            new NamedContext.Image(JobImageNames.internal(job.name(), entry.name()).toString());
        spellings(entry, text).forEach(name -> contexts.put(name, image));
      }
    }
    order.contexts().forEach((name, value) -> contexts.put(name, context(name, value)));
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

  private NamedContext context(String name, String value) {
    if (value.startsWith("docker-image://")) {
      return new NamedContext.Image(value.substring("docker-image://".length()));
    }
    if (value.matches("[a-z-]+:.*")) {
      throw new InputException(
          InputException.Position.of("--build-context " + name + "=" + value),
          "this kind of context cannot be read here",
          "use a directory or docker-image://NAME");
    }
    return new NamedContext.Directory(
        directory(order.context().resolve(value), "the context \"" + name + "\""));
  }

  private List<BuildOutput> outputs() {
    return order.outputs().stream().map(this::output).toList();
  }

  /** Outputs are made aside: what a path of the job leads to may change while they are written. */
  private BuildOutput output(String value) {
    BuildOutput wanted = BuildOutput.parse(value, order.context());
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
      Path parent = Optional.ofNullable(delivery.inJob.getParent()).orElse(Path.of("/"));
      Path target =
          files.hostDirectory(parent).resolve(String.valueOf(delivery.inJob.getFileName()));
      if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        deliverInto(delivery, target);
      } else {
        Files.move(delivery.made, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void deliverInto(Delivery delivery, Path target) throws IOException {
    if (!Files.isDirectory(delivery.made)) {
      throw new SlipwayException(
          delivery.inJob + " is a directory; name a file as the output's dest");
    }
    try (var entries = Files.list(delivery.made)) {
      for (Path entry : entries.toList()) {
        Path place = target.resolve(String.valueOf(entry.getFileName()));
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
          DirectoryTree.delete(place);
        }
        Files.move(entry, place, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Shows the job's own paths in place of the real ones. */
  String inJob(String text) {
    return text.replace(dockerfile.toString(), shown())
        .replace(context.toString(), order.context().toString());
  }

  private String shown() {
    Path name = dockerfile.getFileName();
    return order.dockerfile().map(Path::toString).orElse(String.valueOf(name));
  }

  /** The same for what is thrown. */
  RuntimeException inJob(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    String shown = inJob(message);
    return shown.equals(message) ? e : new SlipwayException(shown, e);
  }
}
