package dev.slipway.dockerfile.base;

import dev.slipway.base.Command;
import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.StandIn;
import dev.slipway.oci.Digest;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Base images built on this machine, where the real ones cannot be had. Each has a directory with a
 * Dockerfile and a program {@code prepare OUTDIR} that runs on the host and puts the build's
 * context into OUTDIR.
 */
public final class StandIns implements ImageSource {
  private static final String PREPARE = "prepare";
  private static final String MARK = ".inputs";

  private final Path bases;
  private final Path prepared;
  private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

  /**
   * @param bases the directory with {@code index.json}
   * @param prepared where to keep what was prepared
   */
  public StandIns(Path bases, Path prepared) {
    this.bases = bases;
    this.prepared = prepared;
  }

  @Override
  public Answer look(BaseImages.Request request, String reasons) {
    try {
      StandInCatalog catalog = StandInCatalog.read(bases);
      Optional<Path> directory = catalog.find(request.reference());
      if (directory.isEmpty()) {
        return new Answer.Missing(
            catalog.names().isEmpty()
                ? "there are no stand-ins"
                : "there are stand-ins only for " + String.join(", ", catalog.names()));
      }
      return build(request, directory.get(), reasons);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "preparing the stand-in for " + request.reference().familiar(), e);
    }
  }

  private Answer build(BaseImages.Request request, Path directory, String reasons)
      throws IOException {
    String name = request.reference().familiar();
    String source = bases.getFileName() + "/" + directory.getFileName();
    request.notices().accept(name + ": " + reasons + "; stand-in built from " + source);
    Path context = context(request, directory, source);
    BuildRequest build =
        BuildRequest.of(context).change().dockerfile(directory.resolve("Dockerfile")).done();
    BuildResult result =
        request
            .builder()
            .build(
                build,
                event -> {
                  if (event instanceof BuildEvent.Notice(String message)) {
                    request.notices().accept(message);
                  }
                });
    return new Answer.Found(result.manifest(), Optional.of(new StandIn(name, source, reasons)));
  }

  /** What the Dockerfile copies; made anew when the directory's files have changed. */
  private Path context(BaseImages.Request request, Path directory, String source)
      throws IOException {
    Path program = directory.resolve(PREPARE);
    if (!Files.exists(program)) {
      return directory;
    }
    Path out = prepared.resolve(String.valueOf(directory.getFileName()));
    ReentrantLock lock = locks.computeIfAbsent(out, o -> new ReentrantLock());
    lock.lock();
    try {
      String inputs = fingerprint(directory);
      Path mark = prepared.resolve(out.getFileName() + MARK);
      if (!Files.exists(mark) || !Files.readString(mark).equals(inputs)) {
        request.notices().accept(source + ": preparing its files on this machine");
        Files.createDirectories(out);
        Files.deleteIfExists(mark);
        Command.of(program.toString(), out.toString())
            .withDirectory(directory)
            .run()
            .orThrow("prepare the stand-in " + source);
        Files.writeString(mark, inputs);
      }
      return out;
    } finally {
      lock.unlock();
    }
  }

  /** Everything the program is made of; what it fetches stays as it was until that changes. */
  private String fingerprint(Path directory) throws IOException {
    var parts = new ArrayList<String>();
    for (Path place : List.of(bases, directory)) {
      try (Stream<Path> files = Files.list(place)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          if (!file.getFileName().toString().equals("index.json")) {
            int mode = PosixFiles.lstat(file).permissions();
            parts.add(
                place.relativize(file) + " " + mode + " " + Digest.of(Files.readAllBytes(file)));
          }
        }
      }
    }
    return Digest.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
