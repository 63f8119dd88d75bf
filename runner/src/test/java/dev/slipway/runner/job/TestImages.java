package dev.slipway.runner.job;

import dev.slipway.base.Command;
import dev.slipway.base.InputException;
import dev.slipway.container.snapshot.Draft;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.posix.PosixFiles;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobRootImages;
import dev.slipway.runner.LineListener;
import dev.slipway.runner.RootImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Images for tests, made of a busybox that needs no library: nothing of the machine's programs
 * works in them.
 */
public final class TestImages implements JobRootImages {
  public static final String PLAIN = "busybox:1";
  public static final String WITH_USER = "registry.example.com/with-user:1";
  public static final String WITHOUT_SHELL = "distroless:1";

  private static final Path BUSYBOX = Path.of("/bin/busybox");

  private final TestJobs jobs;
  private final List<Wanted> asked = new ArrayList<>();
  private Optional<SnapshotId> made = Optional.empty();

  public TestImages(TestJobs jobs) {
    this.jobs = jobs;
  }

  /** Skips the test where there is no such busybox. */
  public static void assume() throws Exception {
    Assumptions.assumeTrue(Files.exists(BUSYBOX), "images for tests need /bin/busybox");
    var linked = Command.of("ldd", BUSYBOX.toString()).run();
    Assumptions.assumeTrue(!linked.succeeded(), "images for tests need a static busybox");
  }

  /** All that was asked for. */
  public List<Wanted> asked() {
    return asked;
  }

  @Override
  public synchronized RootImage fetch(JobDescriptor job, Wanted wanted, LineListener progress) {
    asked.add(wanted);
    var variables = List.of("PATH=/usr/bin:/bin", "FLAVOUR=image", "LEVEL=image");
    return switch (wanted.image()) {
      case PLAIN -> new RootImage(PLAIN, "sha256:0", busybox(), variables, "");
      case WITH_USER -> new RootImage(WITH_USER, "sha256:1", busybox(), variables, "worker");
      case WITHOUT_SHELL -> new RootImage(WITHOUT_SHELL, "sha256:2", shellless(), List.of(), "");
      default ->
          throw new InputException(
              wanted.at(), "the image " + wanted.image() + " cannot be had: not here", "");
    };
  }

  private SnapshotId busybox() {
    if (made.isEmpty()) {
      try (Draft draft = jobs.host().snapshots().draft(Optional.empty())) {
        fill(draft.upper());
        made = Optional.of(draft.commit());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return made.orElseThrow();
  }

  private static void fill(Path root) throws IOException {
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path usr = Files.createDirectories(root.resolve("usr/bin"));
    Files.copy(BUSYBOX, bin.resolve("busybox"));
    for (String name : List.of("sh", "cat", "ls", "mkdir", "touch", "sleep", "rm", "id", "stat")) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
    }
    // No setsid: there are images without.
    for (String name : List.of("env", "printf", "seq", "hostname", "wget", "nc", "df")) {
      Files.createSymbolicLink(usr.resolve(name), Path.of("../../bin/busybox"));
    }
    Path etc = Files.createDirectories(root.resolve("etc"));
    Files.writeString(
        etc.resolve("passwd"), "root:x:0:0::/root:/bin/sh\nworker:x:1234:1235::/:/bin/sh\n");
    // What a malicious image may try: files of the machine behind the names of the job's own.
    Files.createSymbolicLink(etc.resolve("hosts"), Path.of("/tmp/../../../../tmp/slipway-evil"));
    PosixFiles.chmod(root, 0755);
  }

  private SnapshotId shellless() {
    try (Draft draft = jobs.host().snapshots().draft(Optional.empty())) {
      Files.writeString(draft.upper().resolve("app"), "no shell");
      return draft.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
