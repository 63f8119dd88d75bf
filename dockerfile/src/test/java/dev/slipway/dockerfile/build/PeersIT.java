package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.Mounts;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds the Dockerfiles of {@code src/test/resources/peers} here, with a Docker Engine and with
 * buildah, and compares the images: configuration, history, and every file. {@code
 * -Dslipway.peers=all} compares all of them, which takes minutes, and {@code
 * -Dslipway.peers.case=GLOB} some.
 */
class PeersIT {
  static final String BASE = "FROM scratch\nCOPY . /\nENV BASE=yes\nCMD [\"sh\"]\n";
  private static final List<String> APPLETS =
      List.of(
          "sh",
          "cat",
          "ls",
          "mkdir",
          "rm",
          "mv",
          "id",
          "env",
          "touch",
          "chmod",
          "chown",
          "stat",
          "ln",
          "cp",
          "test",
          "true",
          "false",
          "pwd",
          "find",
          "readlink",
          "mknod",
          "mkfifo",
          "echo",
          "sleep",
          "grep",
          "wc",
          "tar",
          "hostname",
          "dd",
          "sed",
          "ash",
          "sort");

  /** Docker's version leaves these flags out of the history. */
  private static final Pattern FLAGS = Pattern.compile("^(COPY|ADD)( --[a-z]+(=\\S+)?)+");

  /** What buildah 1.28 leaves of its own mounts. */
  private static final List<String> BUILDAH_STUBS =
      List.of("/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/run", "/run/.containerenv");

  private static final String WANTED = System.getProperty("slipway.peers.case", "");
  private static final boolean ALL =
      System.getProperty("slipway.peers", "").equals("all") || !WANTED.isEmpty();

  private static Path directory;
  private static Bench bench;
  private static SortedMap<String, String> base;

  @BeforeAll
  static void open(@TempDir(cleanup = CleanupMode.NEVER) Path dir) throws IOException {
    Bench.assumePossible();
    Assumptions.assumeTrue(
        Files.exists(Path.of("/bin/busybox")), "busybox (Debian: busybox-static) is missing");
    directory = dir;
    Path root = fill(dir.resolve("base"));
    bench = Bench.open(Files.createDirectory(dir.resolve("ours")));
    Path file = Files.writeString(dir.resolve("base.Dockerfile"), BASE);
    bench.build(BuildRequest.of(root).change().dockerfile(file).tags(List.of("base")).done());
    Path plain = Files.createDirectory(dir.resolve("plain"));
    Files.writeString(plain.resolve("Dockerfile"), "FROM base\n");
    base = files(BuildRequest.of(plain), bench.build(BuildRequest.of(plain)));
  }

  private static Path fill(Path root) throws IOException {
    for (String name :
        List.of("bin", "dev", "etc", "home/app", "proc", "root", "sys", "tmp", "var/lib")) {
      Files.createDirectories(root.resolve(name));
    }
    Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
    for (String applet : APPLETS) {
      Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
    }
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\napp:x:1001:\nextra:x:2000:app\n");
    Files.createSymbolicLink(root.resolve("linked"), Path.of("/var/lib"));
    PosixFiles.chmod(root.resolve("tmp"), 01777);
    PosixFiles.chmod(root, 0755);
    return root;
  }

  @AfterAll
  static void close() throws IOException {
    if (bench != null) {
      bench.close();
    }
    if (directory != null) {
      DirectoryTree.delete(directory);
    }
  }

  static void unmountBelow(Path directory) throws IOException {
    List<String> places =
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
            .map(line -> line.split(" ")[4])
            .filter(place -> place.startsWith(directory + "/"))
            .sorted(Comparator.reverseOrder())
            .toList();
    for (String place : places) {
      Mounts.detach(Path.of(place));
    }
  }

  private static Stream<PeerCase> cases() {
    PathMatcher wanted =
        FileSystems.getDefault().getPathMatcher("glob:" + (WANTED.isEmpty() ? "*" : WANTED));
    return PeerCase.all().stream().filter(c -> wanted.matches(Path.of(c.name())));
  }

  @TestFactory
  Stream<DynamicTest> givesWhatTheReferenceSays() {
    return cases()
        .filter(c -> c.hasGolden() || (c.fails() && c.isFor("none")))
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> compareWithGolden(c)));
  }

  @TestFactory
  Stream<DynamicTest> buildsWhatDockerBuilds() throws Exception {
    return compareWith(PeerDocker.start(directory.resolve("docker")));
  }

  @TestFactory
  Stream<DynamicTest> buildsWhatBuildahBuilds() throws Exception {
    return compareWith(PeerBuildah.open(directory.resolve("buildah")));
  }

  private static Stream<DynamicTest> compareWith(Peer peer) throws IOException {
    peer.makeBase(directory.resolve("base"));
    var tests = new ArrayList<DynamicTest>();
    cases()
        .filter(c -> c.isFor(peer.name()))
        .filter(c -> ALL || c.isForEveryRun())
        .forEach(c -> tests.add(DynamicTest.dynamicTest(c.name(), () -> compare(c, peer))));
    tests.add(DynamicTest.dynamicTest("ends", peer::close));
    return tests.stream();
  }

  private static Path context(PeerCase asked) throws IOException {
    Path context = directory.resolve("contexts").resolve(asked.name());
    return Files.exists(context) ? context : asked.writeTo(context);
  }

  private static Peer.Outcome ours(PeerCase asked) throws IOException {
    try {
      BuildRequest request = asked.request(context(asked));
      BuildResult result = bench.build(request);
      return new Peer.Outcome.Image(
          Json.parse(result.config().toBytes(), "our image"), files(request, result));
    } catch (InputException | SlipwayException e) {
      return new Peer.Outcome.Refused(String.valueOf(e.getMessage()));
    }
  }

  private static SortedMap<String, String> files(BuildRequest request, BuildResult result)
      throws IOException {
    if (result.config().chainId().isEmpty()) {
      return new TreeMap<>();
    }
    if (result.rootfs().isEmpty()
        && bench.snapshots.find(result.config().chainId().get()).isEmpty()) {
      Path out = Files.createTempDirectory(directory, "out");
      bench.build(request.change().outputs(List.of(new BuildOutput.LocalDirectory(out))).done());
      return PeerListing.of(out);
    }
    try (var view = bench.view(result)) {
      return PeerListing.of(view.root());
    }
  }

  private static void compare(PeerCase asked, Peer peer) throws IOException {
    Peer.Outcome theirs = peer.build(asked, context(asked));
    Peer.Outcome ours = ours(asked);
    if (asked.fails()) {
      assertThat(theirs).isInstanceOf(Peer.Outcome.Refused.class);
      requireRefusal(asked, ours);
      return;
    }
    assertThat(theirs).isInstanceOf(Peer.Outcome.Image.class);
    assertThat(ours).isInstanceOf(Peer.Outcome.Image.class);
    var image = (Peer.Outcome.Image) ours;
    var other = (Peer.Outcome.Image) theirs;
    List<String> different = new ArrayList<>(different(image.files(), other.files()));
    if (peer instanceof PeerDocker) {
      for (String path : asked.knownDifferences()) {
        assertThat(different.removeIf(d -> d.startsWith(path + " "))).as(path).isTrue();
      }
    } else {
      different.removeIf(
          d -> BUILDAH_STUBS.stream().anyMatch(p -> d.startsWith(p + " ours: null")));
    }
    assertThat(different).as("files").isEmpty();
    assertThat(config(image.config(), peer)).isEqualTo(config(other.config(), peer));
  }

  /** Paths that differ, with what we and they have there. */
  private static List<String> different(
      SortedMap<String, String> ours, SortedMap<String, String> theirs) {
    var all = new TreeMap<String, String>(ours);
    theirs.forEach(all::putIfAbsent);
    return all.keySet().stream()
        .filter(path -> !ours.getOrDefault(path, "").equals(theirs.getOrDefault(path, "")))
        .map(path -> path + " ours: " + ours.get(path) + " theirs: " + theirs.get(path))
        .toList();
  }

  /** What has to be equal, as text; buildah writes history lines of its own. */
  private static String config(JsonNode image, Peer peer) {
    var text = Json.MAPPER.createObjectNode();
    ObjectNode config =
        image.path("config").isObject()
            ? (ObjectNode) image.path("config").deepCopy()
            : Json.MAPPER.createObjectNode();
    for (String name : new ArrayList<>(config.propertyNames())) {
      JsonNode value = config.get(name);
      if (value.isNull()
          || value.asString("-").isEmpty()
          || (value.isContainer() && value.isEmpty())) {
        config.remove(name);
      }
    }
    if (peer instanceof PeerBuildah) {
      // Docker's marks and defaults.
      config.remove("ArgsEscaped");
      if (config.path("WorkingDir").asString("").equals("/")) {
        config.remove("WorkingDir");
      }
      if (config.path("Labels") instanceof ObjectNode labels) {
        labels.remove("io.buildah.version");
        if (labels.isEmpty()) {
          config.remove("Labels");
        }
      }
    }
    text.set("config", sorted(config));
    text.put("author", image.path("author").asString(""));
    text.put("architecture", image.path("architecture").asString(""));
    text.put("os", image.path("os").asString(""));
    if (peer instanceof PeerDocker) {
      var history = text.putArray("history");
      image
          .path("history")
          .forEach(h ->
              history.add(
                  history(h.path("created_by").asString(""))
                      + (h.path("empty_layer").asBoolean(false) ? " (empty)" : "")));
    }
    return text.toPrettyString();
  }

  /** A line without what Docker's version writes otherwise than its later ones. */
  private static String history(String line) {
    if (line.startsWith("ARG ")) {
      return line.replaceAll("=.*", "");
    }
    if (line.startsWith("HEALTHCHECK ")) {
      return line.replaceAll("( \"[0-9a-z.]+\")+ '", " '");
    }
    return FLAGS.matcher(line).replaceAll("$1");
  }

  private static JsonNode sorted(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    var sorted = Json.MAPPER.createObjectNode();
    node.propertyNames().stream().sorted().forEach(n -> sorted.set(n, sorted(node.get(n))));
    return sorted;
  }

  private static void requireRefusal(PeerCase asked, Peer.Outcome ours) {
    assertThat(ours).isInstanceOf(Peer.Outcome.Refused.class);
    assertThat(((Peer.Outcome.Refused) ours).message()).contains(asked.problem());
  }

  private static void compareWithGolden(PeerCase asked) throws IOException {
    Peer.Outcome ours = ours(asked);
    if (asked.fails()) {
      requireRefusal(asked, ours);
      return;
    }
    assertThat(ours).isInstanceOf(Peer.Outcome.Image.class);
    var image = (Peer.Outcome.Image) ours;
    var added = new StringBuilder();
    image
        .files()
        .forEach((path, line) -> {
          if (!line.equals(base.get(path))) {
            added.append(path).append(' ').append(line).append('\n');
          }
        });
    if (!asked.golden("files").isEmpty()) {
      assertThat(added.toString()).isEqualTo(asked.golden("files"));
    }
    if (!asked.golden("config").isEmpty()) {
      JsonNode wanted = Json.MAPPER.readTree(asked.golden("config"));
      for (String name : wanted.propertyNames()) {
        assertThat(image.config().path("config").path(name)).as(name).isEqualTo(wanted.get(name));
      }
    }
  }
}
