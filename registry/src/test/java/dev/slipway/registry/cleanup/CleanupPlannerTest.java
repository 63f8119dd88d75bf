package dev.slipway.registry.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.oci.Digest;
import dev.slipway.registry.cleanup.CleanupSnapshot.TagMobility;
import dev.slipway.registry.cleanup.Decision.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanupPlannerTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final String OLD =
      "{\"old\":{\"action\":\"DELETE\",\"condition\":{\"tagState\":\"ANY\",\"olderThan\":\"30d\"}}";

  private final List<Candidate> images = new ArrayList<>();
  private final Map<Digest, String> used = new HashMap<>();
  private TagMobility mobility = TagMobility.MOVABLE;

  private record Decisions(List<Decision> all) {
    Decision get(Digest digest) {
      return all.stream().filter(d -> d.image().digest().equals(digest)).findFirst().orElseThrow();
    }
  }

  private static Digest digest(String id) {
    return Digest.of(id.getBytes(StandardCharsets.UTF_8));
  }

  private Candidate image(String id, int daysOld, String... tags) {
    var image =
        new Candidate(
            "p/r/web",
            "web",
            digest(id),
            Arrays.asList(tags),
            NOW.minus(Duration.ofDays(daysOld)),
            Optional.empty(),
            Optional.empty(),
            List.of());
    images.add(image);
    return image;
  }

  private Decisions plan(String policies) {
    var parsed = CleanupPolicyJson.parse(Json.MAPPER.readTree(policies));
    var decisions = new ArrayList<Decision>();
    decisions.addAll(CleanupPlanner.plan(new CleanupSnapshot(images, parsed, used, mobility, NOW)));
    return new Decisions(decisions);
  }

  private static Verdict verdict(Decisions decisions, Candidate image) {
    return decisions.get(image.digest()).verdict();
  }

  @Test
  void keepingWinsOverDeletingAndWhatNothingDeletesStays() {
    var first = image("a", 50, "v1");
    var second = image("b", 40, "v2");
    var third = image("c", 35);
    var young = image("d", 5);
    var plan =
        plan(OLD + ",\"keep\":{\"action\":\"KEEP\",\"mostRecentVersions\":{\"keepCount\":3}}}");
    assertThat(verdict(plan, first)).isEqualTo(Verdict.DELETE);
    assertThat(plan.get(first.digest()).reason()).contains("old").contains("50d");
    assertThat(verdict(plan, second)).isEqualTo(Verdict.KEEP);
    assertThat(plan.get(third.digest()).reason()).contains("keep").contains("3 latest");
    assertThat(verdict(plan, young)).isEqualTo(Verdict.KEEP);
  }

  @Test
  void whatIsUsedElsewhereStaysWithAReason() {
    var running = image("a", 500, "v1");
    used.put(running.digest(), "it runs in production (release 3)");
    assertThat(plan(OLD + "}").get(running.digest()))
        .isEqualTo(new Decision(running, Verdict.KEEP, "it runs in production (release 3)"));
  }

  @Test
  void policiesThatOnlyKeepDeleteNothingAndSaySo() {
    var image = image("a", 500);
    var plan =
        plan(
            "[{\"name\":\"k\",\"action\":{\"type\":\"Keep\"},"
                + "\"condition\":{\"tagState\":\"tagged\"}}]");
    assertThat(plan.get(image.digest()).reason()).contains("no policy deletes anything");
  }

  @Test
  void immutableTagsAreNotDeleted() {
    mobility = TagMobility.IMMUTABLE;
    var tagged = image("a", 50, "v1");
    var bare = image("b", 50);
    var plan = plan(OLD + "}");
    assertThat(plan.get(tagged.digest()).reason()).contains("immutable");
    assertThat(verdict(plan, bare)).isEqualTo(Verdict.DELETE);
  }

  @Test
  void partsStayWithTheirIndexAndSignaturesFollowWhatTheyAreAbout() {
    var part = image("part", 50);
    var index =
        new Candidate(
            "p/r/web",
            "web",
            digest("index"),
            List.of("v1"),
            NOW,
            Optional.empty(),
            Optional.empty(),
            List.of(part.digest()));
    var gone = image("gone", 60);
    images.add(index);
    var signature =
        new Candidate(
            "p/r/web",
            "web",
            digest("sig"),
            List.of(),
            NOW.minus(Duration.ofDays(60)),
            Optional.empty(),
            Optional.of(part.digest()),
            List.of());
    images.add(signature);
    String tag = "sha256-" + gone.digest().hex() + ".sig";
    var old = image("old-sig", 1, tag);
    var plan = plan(OLD + "}");
    assertThat(verdict(plan, part)).isEqualTo(Verdict.KEEP);
    assertThat(plan.get(part.digest()).reason()).contains("part of web:v1");
    assertThat(verdict(plan, signature)).isEqualTo(Verdict.KEEP);
    assertThat(verdict(plan, gone)).isEqualTo(Verdict.DELETE);
    assertThat(verdict(plan, old)).isEqualTo(Verdict.DELETE);
  }

  @Test
  void conditionsAreAllToHold() {
    var release = image("a", 50, "v1.0", "stable");
    var branch = image("b", 50, "feature-x");
    var bare = image("c", 50);
    var plan =
        plan(
            "{\"b\":{\"action\":\"DELETE\",\"condition\":{\"tagState\":\"TAGGED\","
                + "\"tagPrefixes\":[\"feature-\"],\"olderThan\":\"2592000.0s\","
                + "\"packageNamePrefixes\":[\"we\"]}},"
                + "\"u\":{\"action\":\"DELETE\",\"condition\":{\"tagState\":\"UNTAGGED\","
                + "\"moreStaleThan\":\"40d\"}}}");
    assertThat(verdict(plan, release)).isEqualTo(Verdict.KEEP);
    assertThat(verdict(plan, branch)).isEqualTo(Verdict.DELETE);
    assertThat(verdict(plan, bare)).isEqualTo(Verdict.DELETE);
    assertThat(plan.get(bare.digest()).reason()).contains("never pulled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"action\":\"BURN\",\"condition\":{}}}",
        "{\"a\":{\"action\":\"KEEP\"}}",
        "{\"a\":{\"action\":\"DELETE\",\"mostRecentVersions\":{\"keepCount\":2}}}",
        "{\"a\":{\"action\":\"KEEP\",\"mostRecentVersions\":{\"keepCount\":0}}}",
        "{\"a\":{\"action\":\"DELETE\",\"condition\":{\"olderThan\":\"soon\"}}}",
        "{\"a\":{\"action\":\"DELETE\",\"condition\":{\"olderThan\":\"1e99d\"}}}",
        "{\"a\":{\"action\":\"DELETE\",\"condition\":{\"tagstate\":\"any\"}}}",
        "[{\"action\":\"DELETE\",\"condition\":{}}]",
        "7"
      })
  void mistakesAreNamed(String policies) {
    assertThatThrownBy(() -> plan(policies)).isInstanceOf(InputException.class);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    var policies =
        CleanupPolicyJson.parse(
            Json.MAPPER.readTree(
                OLD
                    + ",\"k\":{\"action\":\"KEEP\",\"mostRecentVersions\":{\"keepCount\":3,"
                    + "\"packageNamePrefixes\":[\"web\"]}}}"));
    assertThat(CleanupPolicyJson.parse(CleanupPolicyJson.write(policies))).isEqualTo(policies);
  }
}
