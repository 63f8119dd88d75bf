package dev.slipway.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RunTreeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:02:00Z");

  private static JsonNode run(String conclusion) {
    return Json.MAPPER.readTree(
        """
        {"id": "7", "repository": "local/app", "title": "CI", "number": 3, "event": "push",
         "commit": "0123456789012345678901234567890123456789", "ref": "refs/heads/main",
         "actor": "admin", "status": "completed", "conclusion": "%s", "reason": "",
         "created": "2026-01-01T00:00:00Z", "begun": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:00:04Z",
         "jobs": [
           {"id": "good", "name": "good", "status": "completed", "conclusion": "success",
            "reason": "", "started": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:00:01Z",
            "url": "http://app", "steps": [{"name": "fine", "conclusion": "success"}]},
           {"id": "bad (20)", "name": "bad (20)", "status": "completed", "conclusion": "%s",
            "reason": "too bad", "started": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:01:31Z",
            "steps": [{"name": "broken", "status": "completed", "conclusion": "failure",
                       "started": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:00:01Z"}]}]}
        """
            .formatted(conclusion, conclusion));
  }

  @Test
  void showsJobsAndTheStepsOfThoseThatFailed() {
    var tree = new RunTree(run("failure"), NOW);
    assertThat(tree.lines())
        .containsExactly(
            "✗ run 7  CI #3  push of 0123456  4.0 s  failure",
            "├─ ✓ good  1.0 s",
            "│     http://app",
            "└─ ✗ bad (20)  1 min 31 s  too bad",
            "      ✗ broken  1.0 s");
    assertThat(tree.next()).isEqualTo("next: slipway logs 'run/7/bad (20)'");
    assertThat(tree.succeeded()).isFalse();
    assertThat(new RunTree(run("success"), NOW).next()).isEqualTo("next: slipway logs run/7");
    assertThat(new RunTree(run("success"), NOW).succeeded()).isTrue();
  }

  @Test
  void listsRunsInColumns() {
    assertThat(ListRuns.table(List.of(run("success")), false, NOW))
        .containsExactly("7  ✓  CI #3  push  0123456  main  admin  2 min ago  4.0 s  success");
    var waiting =
        Json.MAPPER.readTree(
            """
            {"id": "8", "repository": "local/app", "title": "A longer one", "number": 12,
             "event": "workflow_dispatch", "commit": "0123456789", "ref":
             "refs/slipway/work/1-2", "actor": "admin", "status": "waiting", "reason":
             "run 7 holds the concurrency group deploy", "created": "2026-01-01T00:01:58Z",
             "begun": "2026-01-01T00:01:58Z"}
            """);
    assertThat(ListRuns.table(List.of(waiting), true, NOW))
        .containsExactly(
            "8  …  local/app  A longer one #12  workflow_dispatch  0123456  (working tree)  admin"
                + "  2 s ago  2.0 s  waiting: run 7 holds the concurrency group deploy");
  }
}
