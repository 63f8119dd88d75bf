package dev.slipway.dockerfile.build;

import dev.slipway.base.Command;
import dev.slipway.base.InputException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.ForegroundRuns;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.network.NameService;
import dev.slipway.container.network.Networks;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.container.snapshot.MountedRoot;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildListener;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheRegistry;
import dev.slipway.dockerfile.base.BaseImages;
import dev.slipway.dockerfile.base.ImageSource;
import dev.slipway.dockerfile.base.KnownImages;
import dev.slipway.dockerfile.base.RegistryImages;
import dev.slipway.dockerfile.base.SearchedImages;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Platform;
import dev.slipway.oci.client.Credentials;
import dev.slipway.oci.client.Endpoints;
import dev.slipway.oci.client.RegistryClient;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/** A builder with everything it needs in one directory, and a base image named {@code base}. */
final class Bench implements AutoCloseable {
  final Path directory;
  final BlobStore blobs;
  final ImageNames names;
  final Snapshots snapshots;
  final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private final Cgroups cgroups;
  private final Networks networks;
  private final NameService nameService;
  private final LocalImageBuilder builder;

  private Bench(Path directory, BaseSearch search, HostAdditions additions) throws IOException {
    this.directory = directory.toRealPath();
    InstanceNames instance = InstanceNames.of(this.directory);
    this.blobs = new BlobStore(this.directory.resolve("blobs"));
    this.names = new ImageNames(this.directory.resolve("names.json"));
    this.snapshots = Snapshots.open(this.directory.resolve("s"));
    this.cgroups = Cgroups.probe(instance);
    this.networks = Networks.open(instance, this.directory.resolve("net"));
    this.nameService = NameService.start(networks);
    var runs = ForegroundRuns.open(this.directory.resolve("runs"), cgroups);
    this.builder =
        LocalImageBuilder.open(
            new Workshop(
                this.directory.resolve("cache"),
                blobs,
                names,
                snapshots,
                runs,
                networks,
                nameService,
                bases(search.over(blobs, names)),
                additions,
                new OpenRegistries(new RegistryClient(blobs, Credentials.NONE)),
                Clock.systemUTC()));
  }

  /** Anybody may build on {@code base}, and nothing else. */
  private static Workshop.Bases bases(BaseImages all) {
    return new Workshop.Bases(
        all,
        request -> {
          if (request.reference().equals(ImageReference.parse("base"))) {
            return all.resolve(request);
          }
          throw new InputException(
              request.position(), request.reference() + " is not for anybody", "take base");
        });
  }

  /** Results of builds in registries that ask for no login. */
  private record OpenRegistries(RegistryClient client) implements CacheRegistry {
    @Override
    public Descriptor pull(ImageReference reference) throws IOException {
      return client.pull(reference, Platform.host());
    }

    @Override
    public void push(Descriptor manifest, ImageReference reference) throws IOException {
      client.push(manifest, reference);
    }
  }

  /** Where base images come from, given what the bench has. */
  @FunctionalInterface
  interface BaseSearch {
    BaseImages over(BlobStore blobs, ImageNames names);
  }

  static void assumePossible() {
    Assumptions.assumeTrue(
        System.getProperty("user.name", "").equals("root"), "building images needs root");
    Assumptions.assumeTrue(Command.exists("runc"), "building images needs runc");
    Assumptions.assumeTrue(Command.exists("iptables"), "building images needs iptables");
  }

  /** A bench whose only images are those with a name. */
  static Bench open(Path directory) throws IOException {
    return open(directory, (blobs, names) -> search(blobs, names, List.of()), HostAdditions.none());
  }

  /** A bench that also pulls from registries that ask for no login. */
  static Bench pulling(Path directory) throws IOException {
    return open(
        directory,
        (blobs, names) ->
            search(
                blobs,
                names,
                List.of(
                    new RegistryImages(
                        blobs, Credentials.NONE, Endpoints.STANDARD, names, Clock.systemUTC()))),
        HostAdditions.none());
  }

  private static BaseImages search(BlobStore blobs, ImageNames names, List<ImageSource> remote) {
    return new SearchedImages(
        blobs,
        List.of(new KnownImages(names, blobs)),
        remote,
        (request, reasons) -> new ImageSource.Answer.Missing("tests have no stand-ins"));
  }

  static Bench open(Path directory, BaseSearch search, HostAdditions additions) throws IOException {
    return new Bench(directory, search, additions);
  }

  LocalImageBuilder builder() {
    return builder;
  }

  /** Makes the image {@code base} of this machine's programs. */
  void makeBase() throws IOException {
    Path root = HostPrograms.fill(Files.createDirectory(directory.resolve("base-context")));
    Path file = directory.resolve("base.Dockerfile");
    Files.writeString(file, "FROM scratch\nCOPY . /\nENV LC_ALL=C.UTF-8\n");
    builder.build(
        BuildRequest.of(root).change().dockerfile(file).tags(List.of("base")).done(),
        BuildListener.SILENT);
  }

  /** Puts an image into a registry. */
  void push(String name, String destination) throws IOException {
    Descriptor manifest = names.find(ImageReference.parse(name)).orElseThrow().manifest();
    new RegistryClient(blobs, Credentials.NONE).push(manifest, ImageReference.parse(destination));
  }

  BuildResult build(BuildRequest request) {
    events.clear();
    return builder.build(request, events::add);
  }

  /** What the steps printed, one line each. */
  List<String> output() {
    return events.stream()
        .filter(BuildEvent.StepOutput.class::isInstance)
        .map(e -> ((BuildEvent.StepOutput) e).line())
        .toList();
  }

  /** The text of a file of an image. */
  String text(BuildResult result, String path) throws IOException {
    try (MountedRoot view = view(result)) {
      return Files.readString(view.root().resolve(path));
    }
  }

  boolean exists(BuildResult result, String path) {
    try (MountedRoot view = view(result)) {
      return Files.exists(view.root().resolve(path), LinkOption.NOFOLLOW_LINKS);
    }
  }

  FileStatus status(BuildResult result, String path) throws IOException {
    try (MountedRoot view = view(result)) {
      return PosixFiles.lstat(view.root().resolve(path));
    }
  }

  MountedRoot view(BuildResult result) {
    return snapshots.view(
        result.rootfs().or(() -> result.config().chainId().flatMap(snapshots::find)).orElseThrow());
  }

  /** Mounts below the bench's directory. */
  List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(directory.toString()))
        .toList();
  }

  Optional<String> networkLeftover() {
    return networks.list().stream().map(n -> n.id()).findFirst();
  }

  @Override
  public void close() {
    builder.close();
    nameService.close();
    networks.removeAll();
    cgroups.removeAll();
  }
}
