package dev.slipway.runner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobDescriptor.Trust;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The services byte by byte. */
class ServicesTest {
  private static final String CACHE = "twirp/github.actions.results.api.v1.CacheService/";
  private static final String ARTIFACT = "twirp/github.actions.results.api.v1.ArtifactService/";

  @TempDir Path temporary;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.ofEpochSecond(1_000_000));
  private TestServices services;

  @BeforeEach
  void start() {
    InstantSource source = now::get;
    services = new TestServices(temporary, new NoFiles(), source.withZone(ZoneOffset.UTC));
    services.know("main", job("refs/heads/main", "", Trust.TRUSTED));
    services.know("pull", job("refs/pull/1/merge", "main", Trust.TRUSTED));
    services.know("fork", job("refs/pull/2/merge", "main", Trust.FORK));
  }

  @AfterEach
  void stop() {
    services.close();
  }

  static JobDescriptor job(String ref, String base, Trust trust) {
    return job(ref, base, trust, 1);
  }

  private static JobDescriptor job(String ref, String base, Trust trust, int attempt) {
    return new JobDescriptor(
        "acme/doctor",
        "7",
        "12",
        3,
        attempt,
        "deploy",
        "deploy",
        "CD",
        ".github/workflows/cd.yaml",
        "0123456789012345678901234567890123456789",
        ref,
        "",
        base,
        "push",
        "octocat",
        Optional.empty(),
        Map.of(),
        trust);
  }

  private JsonNode twirp(String path, String token, String body) throws Exception {
    var response = services.call("POST", path, token, body, "Content-Type", "application/json");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8), "answer");
  }

  private String created(String token, String key) throws Exception {
    return twirp(CACHE + "CreateCacheEntry", token, "{\"key\":\"" + key + "\",\"version\":\"v\"}")
        .path("signed_upload_url")
        .asString("");
  }

  private void store(String token, String key, String content) throws Exception {
    String url = created(token, key);
    assertThat(services.call("PUT", url, "", content).statusCode()).isEqualTo(201);
    JsonNode done =
        twirp(
            CACHE + "FinalizeCacheEntryUpload",
            token,
            "{\"key\":\""
                + key
                + "\",\"version\":\"v\",\"size_bytes\":\""
                + content.length()
                + "\"}");
    assertThat(done.path("ok").asBoolean()).isTrue();
  }

  private JsonNode find(String token, String key, String restore) throws Exception {
    return twirp(
        CACHE + "GetCacheEntryDownloadURL",
        token,
        "{\"key\":\"" + key + "\",\"restore_keys\":[\"" + restore + "\"],\"version\":\"v\"}");
  }

  @Test
  void blocksAreJoinedInTheOrderOfTheListNotOfArrival() throws Exception {
    String url = created("main", "k");
    for (String block : new String[] {"Mg==:two", "MQ==:one", "Mw==:three"}) {
      String[] parts = block.split(":");
      String target = url + "&comp=block&blockid=" + parts[0].replace("=", "%3D");
      assertThat(services.call("PUT", target, "", parts[1]).statusCode()).isEqualTo(201);
    }
    String list =
        "<BlockList><Latest>MQ==</Latest><Uncommitted>Mg==</Uncommitted><Latest>Mw==</Latest>"
            + "</BlockList>";
    assertThat(services.call("PUT", url + "&comp=blocklist", "", list).statusCode()).isEqualTo(201);
    twirp(
        CACHE + "FinalizeCacheEntryUpload",
        "main",
        "{\"key\":\"k\",\"version\":\"v\",\"sizeBytes\":\"11\"}");

    String download = find("main", "k", "").path("signed_download_url").asString("");
    assertThat(services.call("GET", download, "", "").body()).isEqualTo("onetwothree");
    var part = services.call("GET", download, "", "", "x-ms-range", "bytes=3-5");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("two");
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 3-5/11");
  }

  @Test
  void scopesKeepPullRequestsApart() throws Exception {
    store("pull", "k-1", "from the pull request");
    assertThat(find("main", "k-1", "k-").path("ok").asBoolean()).isFalse();
    store("main", "k-1", "from main");
    assertThat(find("fork", "k-1", "").path("ok").asBoolean()).isTrue();
    assertThat(created("fork", "k-2")).isEmpty();
    assertThat(created("main", "k-1")).isEmpty();
    String own = find("pull", "k-1", "").path("signed_download_url").asString("");
    assertThat(services.call("GET", own, "", "").body()).isEqualTo("from the pull request");
  }

  @Test
  void theNewestOfAPrefixIsTaken() throws Exception {
    store("main", "npm-1", "old");
    now.updateAndGet(t -> t.plusSeconds(5));
    store("main", "npm-2", "new");

    assertThat(find("pull", "npm-3", "npm-").path("matched_key").asString()).isEqualTo("npm-2");
  }

  @Test
  void anUploadOfTheWrongSizeIsNoEntry() throws Exception {
    services.call("PUT", created("main", "k"), "", "abc");
    JsonNode done =
        twirp(
            CACHE + "FinalizeCacheEntryUpload",
            "main",
            "{\"key\":\"k\",\"version\":\"v\",\"size_bytes\":\"4\"}");
    assertThat(done.path("ok").asBoolean()).isFalse();
    assertThat(find("main", "k", "").path("ok").asBoolean()).isFalse();
    assertThat(created("main", "k")).isNotEmpty();
  }

  @Test
  void linksAreForOneFileOneUseAndAnHour() throws Exception {
    store("main", "k", "content");
    String link = find("main", "k", "").path("signed_download_url").asString("");
    assertThat(services.call("GET", link, "", "").statusCode()).isEqualTo(200);
    assertThat(services.call("PUT", link, "", "x").statusCode()).isEqualTo(403);
    assertThat(services.call("GET", link.replace("cache/1?", "cache/2?"), "", "").statusCode())
        .isEqualTo(403);
    assertThat(services.call("GET", link.replace("sig=", "sig=0"), "", "").statusCode())
        .isEqualTo(403);
    now.updateAndGet(t -> t.plus(Duration.ofHours(2)));
    assertThat(services.call("GET", link, "", "").statusCode()).isEqualTo(403);
  }

  @Test
  void versionOneTakesRangesInAnyOrder() throws Exception {
    String v1 = "_apis/artifactcache/";
    assertThat(services.call("GET", v1 + "cache?keys=a,b&version=v", "main", "").statusCode())
        .isEqualTo(204);
    var reserved =
        services.call(
            "POST", v1 + "caches", "main", "{\"key\":\"a\",\"version\":\"v\",\"cacheSize\":6}");
    assertThat(reserved.statusCode()).isEqualTo(201);
    String id =
        Json.parse(reserved.body().getBytes(StandardCharsets.UTF_8), "x")
            .path("cacheId")
            .asString();
    String place = v1 + "caches/" + id;
    services.call("PATCH", place, "main", "def", "Content-Range", "bytes 3-5/*");
    assertThat(
            services
                .call("PATCH", place, "pull", "xyz", "Content-Range", "bytes 0-2/*")
                .statusCode())
        .isEqualTo(404);
    services.call("PATCH", place, "main", "abc", "Content-Range", "bytes 0-2/*");
    assertThat(services.call("POST", place, "main", "{\"size\":6}").statusCode()).isEqualTo(204);

    var found = services.call("GET", v1 + "cache?keys=a&version=v", "main", "");
    String link =
        Json.parse(found.body().getBytes(StandardCharsets.UTF_8), "x")
            .path("archiveLocation")
            .asString();
    assertThat(services.call("GET", link, "", "").body()).isEqualTo("abcdef");
  }

  @Test
  void artifactsBelongToTheirRun() throws Exception {
    String create = "{\"workflow_run_backend_id\":\"12\",\"name\":\"dist\",\"version\":4}";
    String url =
        twirp(ARTIFACT + "CreateArtifact", "main", create).path("signed_upload_url").asString("");
    services.call("PUT", url, "", "zip");
    twirp(
        ARTIFACT + "FinalizeArtifact",
        "main",
        "{\"name\":\"dist\",\"size\":\"3\",\"hash\":\"sha256:abc\"}");

    JsonNode list = twirp(ARTIFACT + "ListArtifacts", "pull", "{}").path("artifacts");
    assertThat(list.path(0).path("name").asString()).isEqualTo("dist");
    assertThat(list.path(0).path("size").asString()).isEqualTo("3");
    var again = services.call("POST", ARTIFACT + "CreateArtifact", "main", create);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("\"msg\":\"an artifact with this name already exists");
    assertThat(
            twirp(ARTIFACT + "DeleteArtifact", "main", "{\"name\":\"dist\"}")
                .path("ok")
                .asBoolean())
        .isTrue();
    assertThat(twirp(ARTIFACT + "ListArtifacts", "main", "{}").path("artifacts").isEmpty())
        .isTrue();
  }

  @Test
  void anAttemptReplacesWhatOneBeforeHasKept() throws Exception {
    services.know("rerun", job("refs/heads/main", "", Trust.TRUSTED, 2));
    String create = "{\"name\":\"dist\",\"version\":4}";
    for (String attempt : List.of("main", "rerun")) {
      JsonNode begun = twirp(ARTIFACT + "CreateArtifact", attempt, create);
      assertThat(begun.path("ok").asBoolean()).isTrue();
      services.call("PUT", begun.path("signed_upload_url").asString(""), "", attempt);
      twirp(ARTIFACT + "FinalizeArtifact", attempt, "{\"name\":\"dist\"}");
    }
    JsonNode list = twirp(ARTIFACT + "ListArtifacts", "main", "{}").path("artifacts");
    assertThat(list).hasSize(1);
    assertThat(list.path(0).path("size").asString()).isEqualTo("5");
  }

  @Test
  void withoutATokenNothingIsSaid() throws Exception {
    assertThat(services.call("POST", CACHE + "CreateCacheEntry", "", "{}").statusCode())
        .isEqualTo(401);
    assertThat(services.call("POST", ARTIFACT + "ListArtifacts", "", "{}").statusCode())
        .isEqualTo(401);
  }
}
