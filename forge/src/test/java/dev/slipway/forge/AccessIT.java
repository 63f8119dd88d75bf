package dev.slipway.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, and what becomes of those who try. */
@NullMarked
class AccessIT {
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

  @Test
  void nobodyIsAskedForCredentials() throws Exception {
    assertThat(git.refused("ls-remote", forge.anonymousUrl("acme/app"))).contains("Username");
    var answer = get("/git/acme/app.git/info/refs?service=git-upload-pack");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("Basic realm=");
    assertThat(git.refused("ls-remote", forge.anonymousUrl("no/thing"))).contains("Username");
  }

  @Test
  void wrongCredentialsAreRefused() {
    String url = forge.url("admin", "acme/app").replace("admin:admin", "admin:wrong");
    assertThat(git.refused("ls-remote", url)).contains("Authentication failed");
  }

  @Test
  void whoMayReadMayNotWrite() throws Exception {
    assertThat(git.run("ls-remote", forge.url("reader", "acme/app"))).contains("refs/heads/main");
    git.commit("More");
    assertThat(git.refused("push", forge.url("reader", "acme/app"), "main"))
        .contains("403")
        .contains("reader lacks forge.repositories.push");
    git.run("push", "--quiet", forge.url("writer", "acme/app"), "main");
    assertThat(forge.tip("acme/app", "refs/heads/main")).contains(git.head());
  }

  @Test
  void onlyWhoMayCreateMakesRepositories() {
    assertThat(git.refused("push", forge.url("writer", "acme/new"), "main"))
        .contains("writer lacks forge.repositories.create");
    assertThat(forge.repositories.find(RepositoryName.parse("acme/new"))).isEmpty();
    assertThat(git.refused("ls-remote", forge.url("reader", "acme/new"))).contains("not found");
  }

  @Test
  void publicRepositoriesAreReadByEverybody() throws Exception {
    assertThat(forge.api("writer", "PATCH", "/acme/app", "{\"visibility\":\"public\"}").status())
        .isEqualTo(403);
    assertThat(forge.api("admin", "PATCH", "/acme/app", "{\"visibility\":\"public\"}").status())
        .isEqualTo(200);
    assertThat(git.run("ls-remote", forge.anonymousUrl("acme/app"))).contains("refs/heads/main");
    assertThat(git.refused("push", forge.anonymousUrl("acme/app"), "main:x")).contains("Username");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/git/acme/..%2f..%2fetc/info/refs?service=git-upload-pack",
        "/git/%2e%2e/app/info/refs?service=git-upload-pack",
        "/git/acme/%2e%2e/info/refs?service=git-receive-pack",
        "/git/acme/a%00b/info/refs?service=git-receive-pack",
        "/git/acme/.git/info/refs?service=git-receive-pack",
        "/git/acme/app.git.git/info/refs?service=git-receive-pack",
        "/git/acme/-x/info/refs?service=git-receive-pack"
      })
  void namesThatAreNoneAreRefused(String path) throws Exception {
    assertThat(get(path).statusCode()).isBetween(400, 404);
    try (var stored = Files.list(directory.resolve("git"))) {
      assertThat(stored.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("1.git", "nothing.git");
    }
  }

  @Test
  void onlyTheSmartProtocolIsServed() throws Exception {
    assertThat(get("/git/acme/app/info/refs").statusCode()).isEqualTo(403);
    assertThat(get("/git/acme/app/info/refs?service=git-upload-archive").statusCode())
        .isEqualTo(403);
    assertThat(get("/git/acme/app/HEAD").statusCode()).isEqualTo(404);
  }

  @Test
  void theListShowsWhatOneMaySee() throws Exception {
    git.run("push", "--quiet", forge.url("admin", "other/app"), "main");
    assertThat(forge.api("admin", "GET", "", "").body().size()).isEqualTo(2);
    var seen = forge.api("reader", "GET", "", "").body();
    assertThat(seen.size()).isEqualTo(1);
    assertThat(seen.get(0).get("fullName").stringValue()).isEqualTo("acme/app");
    assertThat(seen.get(0).get("gitUrl").stringValue())
        .isEqualTo(forge.anonymousUrl("acme/app.git"));
    assertThat(forge.api("reader", "GET", "/other/app", "").status()).isEqualTo(403);
    assertThat(forge.api("admin", "GET", "/acme/none", "").status()).isEqualTo(404);
    assertThat(forge.api("admin", "POST", "", "{\"owner\":\"acme\",\"name\":\"app\"}").status())
        .isEqualTo(409);
    assertThat(forge.api("admin", "POST", "", "{\"owner\":\"acme\",\"nmae\":\"x\"}").status())
        .isEqualTo(400);
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forge.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
