package dev.slipway.runner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.artifact.ArtifactStore;
import dev.slipway.runner.builtin.artifact.DownloadArtifact;
import dev.slipway.runner.builtin.artifact.UploadArtifact;
import dev.slipway.runner.builtin.cache.CacheAction;
import dev.slipway.runner.builtin.cache.JobCache;
import dev.slipway.runner.cache.CacheScope;
import dev.slipway.runner.cache.CacheStore;
import dev.slipway.store.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches and artifacts by the native actions, with the real tar. */
class CacheAndArtifactIT {
  private static final String COMMIT = "0123456789012345678901234567890123456789";

  @TempDir Path temporary;

  private Database database;
  private CacheStore store;
  private CacheAction cache;
  private ArtifactStore artifacts;
  private int jobs;

  @BeforeEach
  void prepare() {
    database =
        Database.open(
            temporary.resolve("test.db"), List.of(CacheStore.SCHEMA, ArtifactStore.SCHEMA));
    store = new CacheStore(database, temporary.resolve("caches"), 1 << 20, Clock.systemUTC());
    cache = new CacheAction(new JobCache(store, job -> "refs/heads/main"), CacheAction.Part.WHOLE);
    artifacts =
        new ArtifactStore(database, temporary.resolve("artifacts"), 1 << 20, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private TestRun job(String ref, String event, JobDescriptor.Trust trust, Map<String, String> with)
      throws IOException {
    // Every job sees its files at the same place, as in containers.
    Path place = temporary.resolve("job");
    if (Files.exists(place)) {
      Files.move(place, temporary.resolve("old-" + jobs++));
    }
    return TestRun.of(place, TestRun.job(ref, COMMIT, event, trust), cache, with);
  }

  private TestRun main(Map<String, String> with) throws IOException {
    return job("refs/heads/main", "push", JobDescriptor.Trust.TRUSTED, with);
  }

  @Test
  void whatAJobKeptANextOneFindsAgain() throws Exception {
    var with = Map.of("path", "~/.npm\nbuild/*.bin", "key", "npm-1", "restore-keys", "npm-");
    TestRun first = main(with);
    assertThat(cache.main(first)).isEqualTo(StepResult.succeeded());
    assertThat(first.outputs).containsEntry("cache-hit", "");
    Files.createDirectories(first.home().resolve(".npm/deep"));
    Files.writeString(first.home().resolve(".npm/deep/a"), "kept");
    Files.createDirectories(first.workspace().resolve("build"));
    Files.writeString(first.workspace().resolve("build/x.bin"), "x");
    Files.writeString(first.workspace().resolve("build/x.txt"), "not");
    cache.post(first);
    assertThat(first.log).contains("Cache saved with key: npm-1");

    TestRun second = main(with);
    cache.main(second);

    assertThat(second.outputs).containsEntry("cache-hit", "true");
    assertThat(second.home().resolve(".npm/deep/a")).hasContent("kept");
    assertThat(second.workspace().resolve("build/x.bin")).hasContent("x");
    assertThat(second.workspace().resolve("build/x.txt")).doesNotExist();
    cache.post(second);
    assertThat(second.log.getLast()).contains("not saving cache");

    TestRun third =
        main(Map.of("path", "~/.npm\nbuild/*.bin", "key", "npm-2", "restore-keys", "npm-"));
    cache.main(third);
    assertThat(third.outputs)
        .containsEntry("cache-hit", "false")
        .containsEntry("cache-matched-key", "npm-1");
  }

  @Test
  void whatAKilledProcessHadBegunIsGoneAndItsKeysAreFree() throws Exception {
    var scope = new CacheScope("r", List.of("refs/heads/main"), Optional.of("refs/heads/main"));
    long kept = store.reserve(scope, "v", "kept").orElseThrow();
    store.upload(kept).whole(new ByteArrayInputStream(new byte[] {1}));
    store.complete(kept);
    long begun = store.reserve(scope, "v", "begun").orElseThrow();
    store.upload(begun).block("a", new ByteArrayInputStream(new byte[] {1}));
    long finished = store.reserve(scope, "v", "finished").orElseThrow();
    Files.write(store.file(finished), new byte[] {1});
    var owner = new ArtifactStore.Owner("r", "1", 1, "job");
    long artifact = artifacts.create(owner, "a", Optional.empty()).orElseThrow();
    artifacts.upload(artifact).whole(new ByteArrayInputStream(new byte[] {1}));

    store.recover();
    artifacts.recover();

    assertThat(temporary.resolve("caches/uploads")).doesNotExist();
    assertThat(temporary.resolve("caches/entries"))
        .isDirectoryContaining(file -> file.endsWith(Long.toString(kept)))
        .isDirectoryNotContaining(file -> file.endsWith(Long.toString(finished)));
    assertThat(store.find(scope, "v", "kept", List.of())).isPresent();
    assertThat(store.reserve(scope, "v", "begun")).isPresent();
    assertThat(store.reserve(scope, "v", "finished")).isPresent();
    assertThat(temporary.resolve("artifacts/uploads")).doesNotExist();
    assertThat(artifacts.begun("1", "a")).isEmpty();
  }

  private void keep(TestRun run) throws Exception {
    cache.main(run);
    Files.writeString(run.workspace().resolve("data"), run.job().ref());
    cache.post(run);
  }

  @Test
  void aPullRequestReadsTheBaseAndChangesNothingThere() throws Exception {
    var with = Map.of("path", "data", "key", "k");
    String pull = "refs/pull/1/merge";
    keep(job(pull, "pull_request", JobDescriptor.Trust.TRUSTED, with));

    TestRun base = main(with);
    cache.main(base);
    assertThat(base.outputs).containsEntry("cache-hit", "");
    keep(main(with));

    TestRun other = job("refs/pull/2/merge", "pull_request", JobDescriptor.Trust.TRUSTED, with);
    cache.main(other);
    assertThat(other.workspace().resolve("data")).hasContent("refs/heads/main");

    TestRun outsider =
        job(
            "refs/pull/3/merge",
            "pull_request",
            JobDescriptor.Trust.FORK,
            Map.of("path", "data", "key", "fresh"));
    keep(outsider);
    assertThat(outsider.log.getLast()).contains("may read caches, not write them");
  }

  @Test
  void theOldestGoesWhenThereIsNoRoom() throws Exception {
    byte[] noise = new byte[700_000];
    new java.util.Random(1).nextBytes(noise);
    for (String key : List.of("one", "two")) {
      TestRun run = main(Map.of("path", "big", "key", key));
      cache.main(run);
      Files.write(run.workspace().resolve("big"), noise);
      cache.post(run);
    }
    TestRun one = main(Map.of("path", "big", "key", "one"));
    cache.main(one);
    assertThat(one.outputs).containsEntry("cache-hit", "");
    TestRun two = main(Map.of("path", "big", "key", "two"));
    cache.main(two);
    assertThat(two.outputs).containsEntry("cache-hit", "true");
  }

  @Test
  void anArtifactComesBackAsItWas() throws Exception {
    var upload = new UploadArtifact(artifacts, Clock.systemUTC());
    var download = new DownloadArtifact(artifacts);
    JobDescriptor job = TestRun.job("refs/heads/main", COMMIT, "push");
    TestRun up =
        TestRun.of(
            temporary.resolve("up"),
            job,
            upload,
            Map.of("name", "dist", "path", "out\n!out/no/**"));
    for (String file : List.of("out/a.txt", "out/deep/b.txt", "out/no/c.txt", "out/.hidden")) {
      Path place = up.workspace().resolve(file);
      Files.createDirectories(place.getParent());
      Files.writeString(place, file);
    }
    assertThat(upload.main(up)).isEqualTo(StepResult.succeeded());
    assertThat(TestRun.failure(upload.main(up))).contains("already exists");

    TestRun down =
        TestRun.of(temporary.resolve("down"), job, download, Map.of("name", "dist", "path", "in"));
    assertThat(download.main(down)).isEqualTo(StepResult.succeeded());

    Path in = down.workspace().resolve("in");
    assertThat(in.resolve("a.txt")).hasContent("out/a.txt");
    assertThat(in.resolve("deep/b.txt")).hasContent("out/deep/b.txt");
    assertThat(in.resolve("no/c.txt")).doesNotExist();
    assertThat(in.resolve(".hidden")).doesNotExist();
    TestRun missing = TestRun.of(temporary.resolve("miss"), job, download, Map.of("name", "other"));
    assertThat(TestRun.failure(download.main(missing)))
        .contains("Artifact not found for name: other");
  }
}
