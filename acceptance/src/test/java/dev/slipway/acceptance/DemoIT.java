package dev.slipway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The demo on examples that are not as they should be: it fails, says why, and leaves nothing. */
class DemoIT {
  private static final String FIRST_STEP = "      - uses: actions/checkout@v4\n";

  @TempDir Path work;

  @BeforeAll
  static void needsRoot() {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "not root: containers cannot run, skipped");
  }

  private Command.Result demo(Path example, String... more) {
    Checkout slipway = new Checkout(Checkout.findHome(), work.resolve("data"));
    var words = new ArrayList<>(List.of("demo", "--example", example.toString()));
    words.addAll(List.of(more));
    return slipway.command(words.toArray(String[]::new)).run();
  }

  @Test
  void aDeploymentThatFailsEndsItWithTheReason() throws IOException {
    Path example =
        Trees.copy(
            Checkout.findHome().resolve("examples/doctor-app"), work.resolve("broken example"));
    Path workflow = example.resolve(".github/workflows/cd.yaml");
    Files.writeString(
        workflow,
        Files.readString(workflow)
            .replace(FIRST_STEP, "      - run: echo the cloud is away; exit 3\n" + FIRST_STEP));
    Path data = Files.createDirectories(work.resolve("data"));
    Set<String> before = Leftovers.now(data);

    Command.Result ended = demo(example, "--json");

    assertThat(ended.exit()).as(ended.stderr()).isEqualTo(1);
    List<JsonNode> events =
        ended
            .stdout()
            .lines()
            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8), "event"))
            .toList();
    assertThat(events)
        .filteredOn(event -> event.path("event").asString().equals("failed"))
        .singleElement()
        .satisfies(failed -> {
          assertThat(failed.path("step").asString()).contains("rollout");
          assertThat(failed.path("reason").asString())
              .contains("echo the cloud is away", "the cloud is away", "exit code 3");
        });
    assertThat(events).noneMatch(event -> event.path("event").asString().equals("ended"));
    assertThat(Leftovers.now(data)).isEqualTo(before);
  }

  @Test
  void noExampleIsNoDemo() {
    Command.Result ended = demo(work.resolve("nothing here"));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.stdout()).contains("the example is not there").contains("nothing here");
  }
}
