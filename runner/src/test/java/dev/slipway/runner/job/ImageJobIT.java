package dev.slipway.runner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.InputException;
import dev.slipway.runner.JobListeners;
import dev.slipway.runner.JobRootImages.Chooser;
import dev.slipway.runner.JobRootImages.Wanted;
import dev.slipway.runner.action.Placement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job in an image can and cannot do. */
class ImageJobIT {
  @TempDir Path dir;

  @BeforeAll
  static void needsContainers() throws Exception {
    TestJobs.assume();
    TestImages.assume();
  }

  private static JobContainer start(TestJobs jobs, String image) {
    var at = InputException.Position.of("test");
    var job = TestJobs.job("test");
    var wanted = new Wanted(image, Optional.empty(), Chooser.WORKFLOW, at);
    var root = new TestImages(jobs).fetch(job, wanted, line -> {});
    return jobs.containers().start(job, JobBase.Image.plain(root, Chooser.WORKFLOW));
  }

  private static String run(JobContainer container, String script) throws InterruptedException {
    var environment = new LinkedHashMap<>(container.environment());
    environment.merge("PATH", JobLayout.PROGRAMS.toString(), (path, ours) -> ours + ":" + path);
    var lines = new ArrayList<String>();
    var order = new Order(List.of("sh", "-c", script), environment, container.files().workspace());
    container.run(order, lines::add).await();
    return String.join("\n", lines);
  }

  @Test
  void ourProgramsStartInAnImageWithoutAnyLibrary() throws Exception {
    Path java = Path.of(System.getProperty("java.home"));
    // The compiler takes the program's name for a class, and says so.
    var toolbox =
        new Toolbox(
            java,
            dir,
            List.of(),
            "com.sun.tools.javac.Main",
            List.of("docker"),
            List.of(),
            Optional.empty());
    try (var jobs = new TestJobs(dir, JobListeners.none(), toolbox);
        var container = start(jobs, TestImages.WITH_USER)) {
      assertThat(run(container, "docker; type sudo || true"))
          .contains("docker")
          .contains("annotation processing")
          .contains("sudo: not found");
    }
  }

  @Test
  void whatIsPutIntoTheJobIsMadeOutOfItsReachAndBelongsToItsUser() throws Exception {
    try (var jobs = new TestJobs(dir, JobListeners.none());
        var container = start(jobs, TestImages.WITH_USER)) {
      Path scratch = container.files().scratch();
      Path made = Files.createDirectories(scratch.resolve("tree/below"));
      Files.writeString(made.resolve("file"), "content");
      assertThat(run(container, "ls -a / | while read n; do ls -a \"/$n\" 2>/dev/null; done"))
          .doesNotContain("tree");
      var placement = new Placement(container.files());
      placement.move(scratch.resolve("tree"), container.files().workspace().resolve("tree"));
      placement.write(Path.of("/new/one"), "x".getBytes(StandardCharsets.UTF_8), 0644);
      assertThat(run(container, "cat tree/below/file; stat -c %u tree/below/file /new /new/one"))
          .isEqualTo("content1234\n1234\n1234");
    }
  }
}
