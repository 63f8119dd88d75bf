package dev.slipway.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What scripts in workflows ask GitHub for, asked here. */
@NullMarked
class GithubApiIT {
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

  private JsonNode get(String path) throws Exception {
    return ok(forge.github("admin", "GET", "/acme/app" + path, ""));
  }

  private JsonNode send(String method, String path, String body) throws Exception {
    return ok(forge.github("admin", method, "/acme/app" + path, body));
  }

  private static JsonNode ok(TestForge.Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private int refused(String user, String method, String path, String body) throws Exception {
    return forge.github(user, method, "/acme/app" + path, body).status();
  }

  private long proposal() throws Exception {
    git.run("checkout", "--quiet", "-b", "topic");
    git.write("src/main.txt", "1\n2\nthree\n4\n5\n6\n7\n8\n9\n").commit("Say three");
    git.run("push", "--quiet", "origin", "topic");
    return send("POST", "/pulls", "{\"title\":\"Three\",\"head\":\"topic\",\"base\":\"main\"}")
        .path("number")
        .asLong();
  }

  @Test
  void filesAreReadAndWrittenAsCommits() throws Exception {
    JsonNode readme = get("/contents/README");
    assertThat(
            new String(
                Base64.getMimeDecoder().decode(readme.path("content").asString()),
                StandardCharsets.UTF_8))
        .isEqualTo("hello\n");
    String content = Base64.getEncoder().encodeToString("new\n".getBytes(StandardCharsets.UTF_8));
    String body = "{\"message\":\"Add\",\"content\":\"" + content + "\"}";

    JsonNode made = send("PUT", "/contents/docs/a.txt", body);

    assertThat(made.at("/commit/message").asString()).isEqualTo("Add");
    assertThat(forge.pushes.getLast().ref()).isEqualTo("refs/heads/main");
    assertThat(refused("admin", "PUT", "/contents/docs/a.txt", body)).isEqualTo(422);
    String wrong = "{\"message\":\"x\",\"sha\":\"" + "0".repeat(40) + "\"}";
    assertThat(refused("admin", "DELETE", "/contents/docs/a.txt", wrong)).isEqualTo(409);
    String sha = made.at("/content/sha").asString();
    send("DELETE", "/contents/docs/a.txt", "{\"message\":\"Drop\",\"sha\":\"" + sha + "\"}");
    assertThat(refused("admin", "GET", "/contents/docs/a.txt", "")).isEqualTo(404);
    assertThat(get("/contents/src").at("/0/path").asString()).isEqualTo("src/main.txt");
    assertThat(get("/commits?path=docs/a.txt")).hasSize(2);
  }

  @Test
  void refsAreMadeMovedAndRemoved() throws Exception {
    String first = git.head().sha();
    send("POST", "/git/refs", "{\"ref\":\"refs/tags/v1\",\"sha\":\"" + first + "\"}");
    assertThat(get("/git/ref/tags%2Fv1").at("/object/sha").asString()).isEqualTo(first);
    assertThat(get("/tags").at("/0/name").asString()).isEqualTo("v1");
    git.write("b", "b").commit("Second");
    git.run("push", "--quiet", "origin", "main");
    send("PATCH", "/git/refs/tags/v1", "{\"sha\":\"" + git.head().sha() + "\"}");
    String back = "{\"sha\":\"" + first + "\"}";
    assertThat(refused("admin", "PATCH", "/git/refs/tags/v1", back)).isEqualTo(422);
    send("PATCH", "/git/refs/tags/v1", "{\"sha\":\"" + first + "\",\"force\":true}");
    assertThat(get("/compare/v1...main").path("ahead_by").asInt()).isEqualTo(1);
    send("DELETE", "/git/refs/tags/v1", "");
    assertThat(refused("admin", "GET", "/git/ref/tags/v1", "")).isEqualTo(404);
    String reserved = "{\"ref\":\"refs/slipway/x\",\"sha\":\"" + first + "\"}";
    assertThat(refused("admin", "POST", "/git/refs", reserved)).isEqualTo(422);
    assertThat(refused("reader", "POST", "/git/refs", back)).isEqualTo(403);
  }

  @Test
  void protectionHoldsHereToo() throws Exception {
    forge.api("admin", "PUT", "/acme/app/protection/main", "{\"directPush\":\"listed\"}");
    String body = "{\"message\":\"Add\",\"content\":\"\"}";
    var answer = forge.github("admin", "PUT", "/acme/app/contents/x", body);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("message").asString()).contains("protected branch");
  }

  @Test
  void aPullRequestIsDiscussedLabelledAndMerged() throws Exception {
    long number = proposal();
    JsonNode file = get("/pulls/" + number + "/files").path(0);
    assertThat(file.path("filename").asString()).isEqualTo("src/main.txt");
    assertThat(file.path("additions").asInt()).isEqualTo(1);
    assertThat(file.path("patch").asString()).startsWith("@@ ").contains("+three");

    String issue = "/issues/" + number;
    JsonNode comment = send("POST", issue + "/comments", "{\"body\":\"Plan: **ok**\"}");
    String one = "/issues/comments/" + comment.path("id").asLong();
    send("PATCH", one, "{\"body\":\"Plan: changed\"}");
    JsonNode said = get(issue + "/comments");
    assertThat(said).hasSize(1);
    assertThat(said.at("/0/body").asString()).isEqualTo("Plan: changed");
    assertThat(said.at("/0/user/login").asString()).isEqualTo("admin");
    send("POST", issue + "/labels", "{\"labels\":[\"ready\",\"size/S\"]}");
    send("DELETE", issue + "/labels/size%2FS", "");
    assertThat(get("/pulls/" + number).at("/labels/0/name").asString()).isEqualTo("ready");
    assertThat(refused("reader", "POST", issue + "/comments", "{\"body\":\"x\"}")).isEqualTo(403);
    assertThat(refused("admin", "POST", "/issues", "{\"title\":\"x\"}")).isEqualTo(410);

    JsonNode merged = send("PUT", "/pulls/" + number + "/merge", "{\"merge_method\":\"squash\"}");
    assertThat(merged.path("merged").asBoolean()).isTrue();
    assertThat(get("/pulls/" + number).path("state").asString()).isEqualTo("closed");
    assertThat(refused("admin", "PUT", "/pulls/" + number + "/merge", "{}")).isEqualTo(405);
    assertThat(get("/pulls")).isEmpty();
  }

  @Test
  void postedChecksCountForProtectedBranches() throws Exception {
    forge.api(
        "admin", "PUT", "/acme/app/protection/main", "{\"requiredChecks\":[\"lint\",\"e2e\"]}");
    long number = proposal();
    String head = git.head().sha();
    String merge = "/pulls/" + number + "/merge";
    String status = "{\"state\":\"%s\",\"context\":\"lint\"}";
    send("POST", "/statuses/" + head, status.formatted("pending"));
    assertThat(refused("admin", "PUT", merge, "{}")).isEqualTo(405);
    send("POST", "/statuses/" + head, status.formatted("success"));
    String check = "{\"name\":\"e2e\",\"head_sha\":\"" + head + "\"}";
    JsonNode run = send("POST", "/check-runs", check);
    assertThat(get("/commits/topic/status").path("state").asString()).isEqualTo("success");
    assertThat(refused("admin", "PUT", merge, "{}")).isEqualTo(405);
    send("PATCH", "/check-runs/" + run.path("id").asLong(), "{\"conclusion\":\"success\"}");
    forge.checks.put("lint", CheckStates.State.FAILED);
    assertThat(refused("admin", "PUT", merge, "{}")).as("a job's failure stands").isEqualTo(405);
    forge.checks.put("lint", CheckStates.State.PASSED);
    assertThat(get("/commits/" + head + "/check-runs").path("total_count").asInt()).isEqualTo(2);
    send("PUT", merge, "{}");
  }

  @Test
  void aReleaseMakesItsTagAndKeepsFiles() throws Exception {
    String body = "{\"tag_name\":\"v1.0.0\",\"name\":\"One\",\"generate_release_notes\":true}";
    JsonNode release = send("POST", "/releases", body);
    assertThat(forge.tip("acme/app", "refs/tags/v1.0.0")).contains(git.head());
    assertThat(release.path("body").asString()).contains("* Begin by ");
    assertThat(release.path("upload_url").asString())
        .startsWith("http://forge.test/api/uploads/repos/acme/app/releases/")
        .endsWith("/assets{?name,label}");
    assertThat(refused("admin", "POST", "/releases", body)).isEqualTo(422);
    String assets = "/releases/" + release.path("id").asLong() + "/assets";
    JsonNode asset = send("POST", assets + "?name=app%20x.txt", "content");
    assertThat(asset.path("name").asString()).isEqualTo("app.x.txt");
    assertThat(asset.path("size").asInt()).isEqualTo(7);
    assertThat(get("/releases/latest").at("/assets/0/digest").asString()).startsWith("sha256:");
    send("POST", "/releases", "{\"tag_name\":\"v2\",\"draft\":true}");
    assertThat(forge.tip("acme/app", "refs/tags/v2")).isEmpty();
    assertThat(ok(forge.github("reader", "GET", "/acme/app/releases", ""))).hasSize(1);
    assertThat(get("/releases")).hasSize(2);
    send("DELETE", "/releases/" + release.path("id").asLong(), "");
    assertThat(refused("admin", "GET", "/releases/latest", "")).isEqualTo(404);
  }

  @Test
  void whatIsNotServedIsSaidByName() throws Exception {
    var answer = forge.github("admin", "GET", "/acme/app/stargazers", "");
    assertThat(answer.status()).isEqualTo(501);
    assertThat(answer.body().path("message").asString())
        .isEqualTo("GET /repos/acme/app/stargazers of GitHub's API is not served here");
    var nothing = forge.github("admin", "GET", "/acme/nothing", "");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.body().path("documentation_url").asString()).isNotEmpty();
  }
}
