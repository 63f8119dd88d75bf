package dev.slipway.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What protection keeps from a branch. */
@NullMarked
class ProtectionIT {
  @TempDir Path directory;

  private TestForge forge;
  private TestGit git;

  @BeforeEach
  void start() throws Exception {
    forge = new TestForge(directory);
    git = forge.seeded(directory.resolve("work"), "acme/app");
  }

  @AfterEach
  void stop() {
    forge.close();
  }

  private void protect(String body) throws Exception {
    assertThat(forge.api("admin", "PUT", "/acme/app/protection/main", body).status())
        .isEqualTo(200);
  }

  @Test
  void theDefaultBranchIsNeverDeleted() throws Exception {
    assertThat(git.refused("push", "origin", "--delete", "main")).contains("default branch");
    git.run("push", "--quiet", "origin", "main:trunk");
    assertThat(forge.api("admin", "PATCH", "/acme/app", "{\"defaultBranch\":\"nothing\"}").status())
        .isEqualTo(422);
    assertThat(forge.api("admin", "PATCH", "/acme/app", "{\"defaultBranch\":\"trunk\"}").status())
        .isEqualTo(200);
    git.run("push", "--quiet", "origin", "--delete", "main");
    assertThat(git.run("ls-remote", "--symref", "origin", "HEAD")).contains("refs/heads/trunk");
  }

  @Test
  void aProtectedBranchIsNeitherForcedNorDeleted() throws Exception {
    git.run("push", "--quiet", "origin", "main:release/1");
    forge.api("admin", "PUT", "/acme/app/protection/release/1", "{}");
    git.run("commit", "--quiet", "--amend", "-m", "Other");
    assertThat(git.refused("push", "--force", "origin", "main:release/1")).contains("not forced");
    assertThat(git.refused("push", "origin", "--delete", "release/1")).contains("not deleted");
    git.run("push", "--quiet", "--force", "origin", "main");
    assertThat(forge.api("admin", "DELETE", "/acme/app/protection/release/1", "").status())
        .isEqualTo(204);
    git.run("push", "--quiet", "origin", "--delete", "release/1");
  }

  @Test
  void onlyListedOnesPushDirectly() throws Exception {
    protect("{\"directPush\":\"listed\",\"pushers\":[\"admin\"]}");
    git.commit("More");
    assertThat(git.refused("push", forge.url("writer", "acme/app"), "main"))
        .contains("open a pull request instead");
    git.run("push", "--quiet", forge.url("writer", "acme/app"), "main:topic");
    git.run("push", "--quiet", "origin", "main");
  }

  @Test
  void requiredChecksDecideAboutMergesAndPushes() throws Exception {
    protect("{\"requiredChecks\":[\"test\",\"lint\"]}");
    git.run("checkout", "--quiet", "-b", "topic");
    git.write("x", "x").commit("X");
    assertThat(git.refused("push", "origin", "topic:main"))
        .contains("required checks: test has not run, lint has not run");
    git.run("push", "--quiet", "-o", "slipway.pr", "origin", "topic");
    forge.checks.put("test", CheckStates.State.PASSED);
    forge.checks.put("lint", CheckStates.State.FAILED);
    forge.checks.put("docs", CheckStates.State.PENDING);
    protect("{\"requiredChecks\":[\"test\",\"lint\",\"scan\"]}");
    var shown = forge.api("reader", "GET", "/acme/app/pulls/1", "").body().path("checks");
    assertThat(shown.valueStream().map(JsonNode::toString))
        .containsExactlyInAnyOrder(
            "{\"name\":\"test\",\"state\":\"passed\",\"required\":true}",
            "{\"name\":\"lint\",\"state\":\"failed\",\"required\":true}",
            "{\"name\":\"docs\",\"state\":\"pending\",\"required\":false}",
            "{\"name\":\"scan\",\"state\":\"missing\",\"required\":true}");
    protect("{\"requiredChecks\":[\"test\",\"lint\"]}");
    var refused = forge.api("writer", "POST", "/acme/app/pulls/1/merge", "{}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().get("detail").stringValue())
        .isEqualTo("main is protected: required checks: lint failed");
    forge.checks.put("lint", CheckStates.State.PASSED);
    assertThat(forge.api("writer", "POST", "/acme/app/pulls/1/merge", "{}").status())
        .isEqualTo(200);
  }

  @Test
  void onlyAdministratorsProtect() throws Exception {
    assertThat(forge.api("writer", "PUT", "/acme/app/protection/main", "{}").status())
        .isEqualTo(403);
    protect("{}");
    var shown = forge.api("reader", "GET", "/acme/app/protection/main", "");
    assertThat(shown.body().get("directPush").stringValue()).isEqualTo("everybody");
    assertThat(forge.api("admin", "PUT", "/acme/app/protection/main", "{\"x\":1}").status())
        .isEqualTo(400);
    assertThat(forge.api("reader", "GET", "/acme/app/protection/none", "").status()).isEqualTo(404);
  }

  @Test
  void comparesAndLists() throws Exception {
    git.run("checkout", "--quiet", "-b", "topic");
    git.write("x", "x").commit("X");
    git.run("push", "--quiet", "origin", "topic");
    var compared = forge.api("reader", "GET", "/acme/app/compare?head=topic", "").body();
    assertThat(compared.get("commits").size()).isEqualTo(1);
    assertThat(compared.get("files").get(0).stringValue()).isEqualTo("x");
    assertThat(forge.api("reader", "GET", "/acme/app/commits?ref=topic", "").body().size())
        .isEqualTo(2);
    assertThat(forge.api("reader", "GET", "/acme/app/commits?limit=0", "").status()).isEqualTo(422);
    assertThat(forge.api("reader", "GET", "/acme/app/branches", "").body().size()).isEqualTo(2);
  }
}
