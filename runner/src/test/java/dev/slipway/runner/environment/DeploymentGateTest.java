package dev.slipway.runner.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.runner.environment.Deployment.Review;
import dev.slipway.runner.environment.Deployment.State;
import dev.slipway.runner.environment.DeploymentGate.Answer;
import dev.slipway.runner.environment.DeploymentGate.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentGateTest {
  private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Source MAIN = new Source("refs/heads/main", true);
  private static final Source TOPIC = new Source("refs/heads/topic", false);

  private static ProtectionRules rules(String json) {
    return RulesJson.read(Json.parse(json.getBytes(StandardCharsets.UTF_8), "test"));
  }

  private static Answer ask(String rules, State state, Source source, Duration later) {
    Optional<Review> review =
        state == State.PENDING
            ? Optional.empty()
            : Optional.of(new Review("ann", "not on a Friday", SINCE));
    var deployment = new Deployment("7", 1, "deploy", "production", SINCE, state, review);
    return DeploymentGate.ask(rules(rules), deployment, source, SINCE.plus(later));
  }

  private static String reason(Answer answer) {
    return switch (answer) {
      case Answer.Open open -> "open";
      case Answer.Waits waits -> waits.reason();
      case Answer.Closed closed -> closed.reason();
    };
  }

  @Test
  void withoutRulesNothingWaits() {
    assertThat(ask("{}", State.PENDING, TOPIC, Duration.ZERO)).isInstanceOf(Answer.Open.class);
  }

  @Test
  void waitsForOneOfTheReviewersAndSaysForWhom() {
    String rules = "{\"reviewers\": [\"ann\", \"maintainers\"]}";

    assertThat(ask(rules, State.PENDING, MAIN, Duration.ZERO)).isInstanceOf(Answer.Waits.class);
    assertThat(reason(ask(rules, State.PENDING, MAIN, Duration.ZERO)))
        .isEqualTo(
            "ann or a maintainer must approve the deployment to production (slipway approve 7)");
    assertThat(ask(rules, State.APPROVED, MAIN, Duration.ZERO)).isInstanceOf(Answer.Open.class);
  }

  @Test
  void aRejectionEndsItInGitHubsWords() {
    assertThat(reason(ask("{\"reviewers\": [\"ann\"]}", State.REJECTED, MAIN, Duration.ZERO)))
        .isEqualTo(
            "The deployment was rejected or didn't satisfy other protection rules."
                + " Rejected by ann: not on a Friday");
  }

  @Test
  void whatNobodyAnswersEndsAfterThirtyDays() {
    assertThat(ask("{\"reviewers\": [\"ann\"]}", State.PENDING, MAIN, Duration.ofDays(30)))
        .isInstanceOf(Answer.Closed.class);
  }

  @Test
  void theTimerRunsFromTheBeginningWhoeverApproves() {
    String rules = "{\"reviewers\": [\"ann\"], \"wait_timer\": 10}";

    assertThat(ask(rules, State.APPROVED, MAIN, Duration.ofMinutes(9)))
        .isEqualTo(
            new Answer.Waits(
                "the wait timer of production (10 min) ends at 2026-01-01T00:10:00Z",
                SINCE.plus(Duration.ofMinutes(10))));
    assertThat(ask(rules, State.APPROVED, MAIN, Duration.ofMinutes(10)))
        .isInstanceOf(Answer.Open.class);
    assertThat(ask(rules, State.PENDING, MAIN, Duration.ofMinutes(10)))
        .isInstanceOf(Answer.Waits.class);
    assertThat(ask(rules, State.BYPASSED, MAIN, Duration.ZERO)).isInstanceOf(Answer.Open.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"branches\": [\"main\", \"rel/*\"]}", "{\"protected_branches\": true}"})
  void otherBranchesMayNotDeployWhateverReviewersSay(String rules) {
    assertThat(ask(rules, State.PENDING, MAIN, Duration.ZERO)).isInstanceOf(Answer.Open.class);
    for (State state : State.values()) {
      assertThat(reason(ask(rules, state, TOPIC, Duration.ZERO)))
          .isEqualTo(
              "Branch \"topic\" is not allowed to deploy to production due to environment"
                  + " protection rules.");
    }
  }

  @Test
  void emptyListsLetNobodyIn() {
    assertThat(
            reason(
                ask(
                    "{\"tags\": []}",
                    State.PENDING,
                    new Source("refs/tags/v1", false),
                    Duration.ZERO)))
        .startsWith("Tag \"v1\" is not allowed to deploy to production");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"reviewer\": [\"ann\"]}",
        "{\"reviewers\": \"ann\"}",
        "{\"reviewers\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]}",
        "{\"wait_timer\": 43201}",
        "{\"wait_timer\": -1}",
        "{\"wait_timer\": \"5\"}",
        "{\"protected_branches\": true, \"branches\": [\"main\"]}",
        "{\"prevent_self_review\": 1}"
      })
  void refusesRulesItDoesNotUnderstand(String json) {
    assertThatThrownBy(() -> rules(json)).isInstanceOf(InputException.class);
  }

  @Test
  void rulesSurviveBeingWrittenDown() {
    var all =
        rules(
            "{\"reviewers\": [\"ann\"], \"prevent_self_review\": true, \"wait_timer\": 3,"
                + " \"branches\": [\"main\"], \"tags\": [\"v*\"], \"can_admins_bypass\": false}");

    assertThat(RulesJson.read(RulesJson.write(all))).isEqualTo(all);
    assertThat(RulesJson.read(RulesJson.write(ProtectionRules.NONE)))
        .isEqualTo(ProtectionRules.NONE);
  }
}
