package dev.slipway.dockerfile.build;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/** buildah with a storage of its own. */
final class PeerBuildah implements Peer {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path directory;

  private PeerBuildah(Path directory) {
    this.directory = directory;
  }

  /** Prepares it, or skips the test and says what is missing. */
  static PeerBuildah open(Path directory) throws IOException {
    Assumptions.assumeTrue(Command.exists("buildah"), "buildah is missing");
    Files.createDirectories(directory);
    var buildah = new PeerBuildah(directory);
    Command.Result works = buildah.program(List.of("images")).run();
    Assumptions.assumeTrue(works.succeeded(), "buildah does not work here: " + works.stderr());
    return buildah;
  }

  @Override
  public String name() {
    return "buildah";
  }

  private Command program(List<String> arguments) {
    var words =
        new ArrayList<>(
            List.of(
                "buildah",
                "--root=" + directory.resolve("root"),
                "--runroot=" + directory.resolve("run"),
                "--storage-driver=overlay"));
    words.addAll(arguments);
    return Command.of(words).withLimit(LIMIT);
  }

  @Override
  public void makeBase(Path root) throws IOException {
    Path file = Files.writeString(directory.resolve("base"), PeersIT.BASE);
    program(List.of("bud", "-q", "-t", "base", "-f", file.toString(), root.toString()))
        .run()
        .orThrow("build the base");
  }

  @Override
  public Outcome build(PeerCase asked, Path context) throws IOException {
    var words =
        new ArrayList<>(
            List.of("bud", "--isolation=chroot", "--pull-never", "--layers", "-t", asked.name()));
    words.addAll(asked.options());
    words.add(".");
    Command.Result result = program(words).withDirectory(context).run();
    if (!result.succeeded()) {
      return new Outcome.Refused(result.stderr());
    }
    JsonNode image =
        Json.MAPPER.readTree(
            program(List.of("inspect", "--type", "image", asked.name()))
                .run()
                .orThrow("inspect")
                .stdout());
    return new Outcome.Image(image.path("OCIv1"), files(asked.name()));
  }

  private SortedMap<String, String> files(String image) throws IOException {
    String container =
        program(List.of("from", "--pull-never", image)).run().orThrow("from").stdout().strip();
    Path root =
        Path.of(program(List.of("mount", container)).run().orThrow("mount").stdout().strip());
    try {
      return PeerListing.of(root);
    } finally {
      program(List.of("umount", container)).run().orThrow("umount");
    }
  }

  @Override
  public void close() throws IOException {
    PeersIT.unmountBelow(directory);
    DirectoryTree.delete(directory);
  }
}
