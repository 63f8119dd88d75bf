package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;
import dev.slipway.client.ApiClient;
import dev.slipway.client.DaemonProcess;
import dev.slipway.client.InstanceDirectory;
import dev.slipway.client.RunWatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The demo's own instance. Each story starts with an empty one; what earlier ones built and
 * downloaded stays, as it would on anybody's machine.
 */
final class Playground {
  private static final String MARK = "slipway-demo";
  private static final String CLONE = "demo-clone";

  /** What makes a second story quick and tells nothing of the first one. */
  private static final Set<String> KEPT =
      Set.of(
          MARK,
          "blobs",
          "snapshots",
          "cache",
          "image-names.json",
          "job-cache",
          "jobs",
          "config.json",
          "admin.token",
          "keys");

  private final InstanceDirectory instance;
  private final Path example;

  /**
   * @param example what is told about
   */
  Playground(InstanceDirectory instance, Path example) {
    this.instance = instance;
    this.example = example;
  }

  /** How commands for this instance begin. */
  String command(String subcommand) {
    return "./slipway " + subcommand + " --data " + instance.path();
  }

  /** Starts an empty instance and makes the developer's clone. */
  Stage prepare(Story story) throws InterruptedException {
    story.chapter("start", "One process: git, workflows, builder, registry, Kubernetes, ingress.");
    requireExample();
    story.step(
        "an empty instance in " + instance.path(),
        progress -> {
          empty();
          return instance;
        });
    var process = new DaemonProcess(instance);
    story.step(
        "this build's first start (once)",
        progress -> {
          process.rehearse().ifPresent(problem -> story.tell("starts will be slow: " + problem));
          return process;
        });
    long begun = System.nanoTime();
    story.step(
        "the process",
        progress -> {
          process.start(List.of());
          progress.outcome("ready");
          return process;
        });
    story.measure("ready", "process ready after", seconds(begun), "s");
    return stage(story);
  }

  private Stage stage(Story story) {
    var api = ApiClient.of(instance);
    JsonNode status = api.get("/api/v1/status");
    story.measure("rss", "its memory, idle", rss(status.path("pid").asLong()), "MB");
    String url = status.path("url").asString();
    var git =
        new DemoGit(url + "/git/" + Stage.REPOSITORY + ".git", url, instance.administratorToken());
    return new Stage(
        story,
        instance,
        api,
        new RunWatch(api, Stage.REPOSITORY),
        new Site(URI.create(status.path("ingress").asString())),
        Workspace.create(example, instance.path().resolve(CLONE), git),
        Stage.REPOSITORY,
        URI.create(url));
  }

  private void requireExample() {
    if (!Files.isDirectory(example)) {
      throw new SlipwayException(
          "the example is not there: " + example + "; run the demo from a checkout");
    }
  }

  /** Ends what runs and removes what an earlier story left. */
  private void empty() {
    Path data = instance.path();
    if (Files.exists(data) && !Files.exists(data.resolve(MARK)) && !isEmpty(data)) {
      throw new SlipwayException(
          data + " is not a demo's directory and is left alone; choose another by --data");
    }
    end();
    try {
      Files.createDirectories(data);
      try (Stream<Path> entries = Files.list(data)) {
        for (Path entry : entries.toList()) {
          if (!KEPT.contains(entry.getFileName().toString())) {
            delete(entry);
          }
        }
      }
      Files.writeString(data.resolve(MARK), "made by slipway demo; its next run empties this\n");
    } catch (IOException e) {
      throw new SlipwayException("could not empty " + data + ": " + e.getMessage(), e);
    }
  }

  private static boolean isEmpty(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new SlipwayException("could not read " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Ends the instance with everything it runs. */
  void end() {
    if (!Files.exists(instance.path().resolve(MARK))) {
      return;
    }
    var ready = instance.ready();
    if (ready.isEmpty()) {
      new DaemonProcess(instance).clean();
      return;
    }
    new DaemonProcess(instance).stop(DaemonProcess.Containers.REMOVE);
  }

  private static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The resident memory of a process, in MB; from proc(5). */
  private static double rss(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
              .filter(l -> l.startsWith("VmRSS:"))
              .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
              .findFirst()
              .orElse(0)
          / 1000.0;
    } catch (NoSuchFileException e) {
      throw new SlipwayException("the process " + pid + " has gone", e);
    } catch (IOException e) {
      throw new SlipwayException("could not read the memory of process " + pid, e);
    }
  }

  private static double seconds(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
  }
}
