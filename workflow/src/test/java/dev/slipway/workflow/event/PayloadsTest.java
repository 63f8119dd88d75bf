package dev.slipway.workflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.syntax.Trigger;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PayloadsTest {
  private static final Account ANN = new Account("ann", 7, "ann@example.org", false);

  @Test
  void aPushTellsWhatMoved() {
    CommitFacts commit = commit("b".repeat(40), "Fix it");
    JsonNode json =
        new PushPayload(
                repository(1),
                ANN,
                "refs/heads/main",
                Optional.of("a".repeat(40)),
                Optional.of(commit.sha()),
                false,
                List.of(commit("c".repeat(40), "First"), commit))
            .json();
    assertThat(json.at("/ref").asString()).isEqualTo("refs/heads/main");
    assertThat(json.at("/before").asString()).startsWith("aaaa");
    assertThat(json.at("/created").asBoolean()).isFalse();
    assertThat(json.at("/commits").size()).isEqualTo(2);
    assertThat(json.at("/head_commit/id").asString()).isEqualTo(commit.sha());
    assertThat(json.at("/head_commit/modified/0").asString()).isEqualTo("a.txt");
    assertThat(json.at("/head_commit/timestamp").asString()).isEqualTo("2026-01-02T03:04:05+01:00");
    assertThat(json.at("/repository/full_name").asString()).isEqualTo("local/app");
    assertThat(json.at("/repository/owner/login").asString()).isEqualTo("local");
    assertThat(json.at("/repository/default_branch").asString()).isEqualTo("main");
    assertThat(json.at("/pusher/name").asString()).isEqualTo("ann");
    assertThat(json.at("/sender/login").asString()).isEqualTo("ann");
  }

  @Test
  void newAndDeletedRefsHaveZerosOnOneSide() {
    JsonNode deleted =
        new PushPayload(
                repository(1),
                ANN,
                "refs/heads/x",
                Optional.of("a".repeat(40)),
                Optional.empty(),
                false,
                List.of())
            .json();
    assertThat(deleted.at("/after").asString()).isEqualTo("0".repeat(40));
    assertThat(deleted.at("/deleted").asBoolean()).isTrue();
    assertThat(deleted.at("/head_commit").isNull()).isTrue();
  }

  @Test
  void aPullRequestTellsBothEnds() {
    PullRequestPayload payload =
        new PullRequestPayload(
            repository(1),
            ANN,
            "synchronize",
            new PullRequestPayload.PullRequest(
                3,
                "Add",
                "",
                ANN,
                false,
                true,
                false,
                new PullRequestPayload.End(repository(2), "topic", "b".repeat(40)),
                new PullRequestPayload.End(repository(1), "main", "a".repeat(40)),
                Optional.of("c".repeat(40)),
                List.of("bug"),
                Instant.EPOCH,
                Instant.EPOCH),
            Optional.of("d".repeat(40)));
    JsonNode json = payload.json();
    assertThat(payload.fromFork()).isTrue();
    assertThat(json.at("/number").asInt()).isEqualTo(3);
    assertThat(json.at("/after").asString()).isEqualTo("b".repeat(40));
    assertThat(json.at("/pull_request/head/ref").asString()).isEqualTo("topic");
    assertThat(json.at("/pull_request/head/repo/id").asLong()).isEqualTo(2);
    assertThat(json.at("/pull_request/base/sha").asString()).isEqualTo("a".repeat(40));
    assertThat(json.at("/pull_request/merged").asBoolean(true)).isFalse();
    assertThat(json.at("/pull_request/labels/0/name").asString()).isEqualTo("bug");
    assertThat(json.at("/pull_request/merge_commit_sha").asString()).isEqualTo("c".repeat(40));
  }

  @Test
  void inputsAreCheckedAndDefaulted() {
    Trigger trigger =
        dispatch(
            """
            env: {type: choice, options: [staging, production], default: staging}
            dry: {type: boolean, default: true}
            count: {type: number, default: 3}
            note: {required: true}
            """);
    ObjectValue inputs = DispatchInputs.resolve(trigger, Map.of("NOTE", "hi", "count", "4"));
    assertThat(inputs.json().toString())
        .isEqualTo("{\"env\":\"staging\",\"dry\":true,\"count\":4,\"note\":\"hi\"}");
    refused(trigger, Map.of("note", "x", "env", "test"), "must be one of [staging, production]");
    refused(trigger, Map.of("note", "x", "dry", "perhaps"), "must be true or false");
    refused(trigger, Map.of("note", "x", "count", "many"), "must be a number");
    refused(trigger, Map.of("note", "x", "other", "y"), "is not an input");
    refused(trigger, Map.of(), "'note' is required");
  }

  private static void refused(Trigger trigger, Map<String, String> given, String why) {
    assertThatThrownBy(() -> DispatchInputs.resolve(trigger, given))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(why);
  }

  private static Trigger dispatch(String inputs) {
    String yaml =
        "on:\n  workflow_dispatch:\n    inputs:\n"
            + inputs.indent(6)
            + "jobs: {a: {runs-on: x, steps: [run: a]}}\n";
    return WorkflowReader.require(
            yaml.getBytes(StandardCharsets.UTF_8), "w.yaml", _ -> Optional.empty())
        .trigger("workflow_dispatch")
        .orElseThrow();
  }

  private static RepositoryFacts repository(long id) {
    return new RepositoryFacts(
        "local",
        1,
        "app",
        id,
        "main",
        true,
        false,
        "http://x/local/app",
        "http://x/git/local/app.git");
  }

  private static CommitFacts commit(String sha, String message) {
    return new CommitFacts(
        sha,
        "e".repeat(40),
        message,
        OffsetDateTime.parse("2026-01-02T03:04:05+01:00"),
        "Ann",
        "ann@example.org",
        "Ann",
        "ann@example.org",
        true,
        List.of(),
        List.of(),
        List.of("a.txt"));
  }
}
