package dev.slipway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The specification's {@code ci.yaml} and {@code cd.yaml}, word for word as it prints them, with an
 * application in the layout they expect (S1): they are planned, started, and their jobs pass. A job
 * that needs something this machine cannot have is named with the reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedData.class)
class SpecificationIT {
  private static final String REPOSITORY = "local/specification";

  /** What a log says when something cannot be had, whatever Slipway does. */
  private static final Pattern OUT_OF_REACH =
      Pattern.compile(
          "(?m)^.*(no Python 3\\.12 that can be copied|could not be fetched from"
              + "|failed to lookup address|Could not resolve host|No matching distribution"
              + "|getaddrinfo|dns error).*$");

  @TempDir static Path work;

  private Checkout slipway = new Checkout(Path.of("/"), Path.of("/"));

  @BeforeAll
  void start(Checkout shared) throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "not root: containers cannot run, skipped");
    Optional<SpecificationText> text = SpecificationText.find();
    assumeTrue(text.isPresent(), "the specification is not beside the checkout, skipped");
    assumeTrue(Command.exists("python3"), "there is no python3 to get uv with, skipped");
    var application =
        SpecificationApplication.assemble(
            work.resolve("specification"), shared.home(), text.orElseThrow());
    application.lock(work.resolve("uv")).ifPresent(why -> assumeTrue(false, why));
    slipway = shared;
    slipway.begin();
  }

  @AfterAll
  void stop() {
    slipway.down();
  }

  @Test
  void itsWorkflowsCheckAPullRequestAndDeployMain() throws Exception {
    var pushed =
        slipway.run(
            "push",
            work.resolve("specification").toString(),
            "--repository",
            REPOSITORY,
            "--no-wait",
            "--json");
    assertThat(pushed.exit()).as(pushed.stderr()).isZero();
    Pipeline pipeline = Pipeline.of(slipway.data(), REPOSITORY);
    HostedClone clone = HostedClone.of(slipway.data(), REPOSITORY, work.resolve("clone"));
    String main = clone.ask("rev-parse", "HEAD");

    // The checks go on beside the deployment: their images are the same.
    clone.branch("topic");
    clone.write("backend/NOTES.md", "Ignored by the image.\n");
    String head = clone.commit("Write something down");
    clone.push("topic", "slipway.pr", "slipway.nowait").orThrow("push a topic");

    var unproven = new ArrayList<String>();
    JsonNode checks = pipeline.checked(head);
    assertThat(Pipeline.jobs(checks).map(j -> j.path("id").asString()))
        .containsExactlyInAnyOrder(
            "lint-backend", "test-backend", "lint-frontend", "test-frontend", "build-images");
    passed(pipeline, checks, unproven);
    JsonNode deployment = pipeline.ended(main);
    passed(pipeline, deployment, unproven);
    if (Pipeline.succeeded(deployment)) {
      serves(main);
    }
    assumeTrue(unproven.isEmpty(), "not proven here: " + String.join("; ", unproven));
  }

  /** Every job has passed, or failed for want of something that this machine cannot have. */
  private static void passed(Pipeline pipeline, JsonNode run, List<String> unproven) {
    for (JsonNode job : Pipeline.jobs(run).toList()) {
      if (Pipeline.succeeded(job)) {
        continue;
      }
      String log = pipeline.log(run, job.path("id").asString());
      var reason = OUT_OF_REACH.matcher(log);
      assertThat(reason.find()).as(pipeline.story(run)).isTrue();
      unproven.add("job " + job.path("id").asString() + ": " + reason.group().strip());
    }
  }

  private void serves(String commit) {
    String image =
        slipway.kubectl(
            "get",
            "deployment/doctor-backend",
            "-n",
            "doctor-app",
            "-o",
            "jsonpath={.spec.template.spec.containers[0].image}");
    assertThat(image).endsWith("/doctor-app/backend:" + commit);
    String patients =
        slipway.kubectl(
            "exec",
            "deployment/doctor-backend",
            "-n",
            "doctor-app",
            "--",
            "python",
            "-c",
            "import urllib.request as r;"
                + " print(r.urlopen('http://localhost:8000/api/patients').read().decode())");
    assertThat(patients).contains("yearly asthma review");
    assertThat(Surface.of(slipway).release("production").path("commit").asString())
        .isEqualTo(commit);
  }
}
