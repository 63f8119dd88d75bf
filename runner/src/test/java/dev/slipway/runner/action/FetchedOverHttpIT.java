package dev.slipway.runner.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.Signature;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions fetched from git's own server. */
class FetchedOverHttpIT {
  @TempDir Path dir;
  private GitOverHttp there;

  @BeforeEach
  void serve() throws IOException {
    Optional<Path> backend = GitOverHttp.backend();
    assumeTrue(backend.isPresent(), "git's server over HTTP is not installed");
    GitRepository.init(repository()).close();
    there = GitOverHttp.serve(backend.get(), dir.resolve("there"));
  }

  @AfterEach
  void close() {
    if (there != null) {
      there.close();
    }
  }

  private Path repository() {
    return dir.resolve("there/acme/hello.git");
  }

  private CommitId publish(String ref, String text) {
    try (GitRepository repository = GitRepository.open(repository())) {
      var signature = new Signature("A", "a@example.com", Instant.EPOCH.atOffset(ZoneOffset.UTC));
      CommitId commit =
          repository.commitTree(
              List.of(),
              Map.of("sub/action.yml", text.getBytes(StandardCharsets.UTF_8)),
              signature,
              text);
      repository.updateRef(ref, repository.resolve(ref), Optional.of(commit), "test");
      return commit;
    }
  }

  private HostedAction.Search find(URI from, String ref) {
    var actions = new FetchedActions(dir.resolve("kept"), Optional.of(from), Clock.systemUTC());
    var name = new ActionName.Hosted("acme/hello", "sub", ref);
    return HostedAction.find((action, reader) -> actions.open(action), name, "local/app");
  }

  private HostedAction found(URI from, String ref) {
    return switch (find(from, ref)) {
      case HostedAction.Found(HostedAction action) -> action;
      case HostedAction.Missing(String reason) -> throw new AssertionError(reason);
    };
  }

  private String missing(URI from, String ref) {
    return ((HostedAction.Missing) find(from, ref)).reason();
  }

  @Test
  void tagsBranchesAndCommitsAreFetched() {
    CommitId tag = publish("refs/tags/v1", "tag");
    CommitId branch = publish("refs/heads/releases/v1", "branch");
    CommitId loose = publish("refs/heads/other", "loose");

    assertThat(found(there.url(), "v1").commit()).isEqualTo(tag);
    assertThat(found(there.url(), "releases/v1").commit()).isEqualTo(branch);
    HostedAction byHash = found(there.url(), loose.sha());
    assertThat(byHash.commit()).isEqualTo(loose);
    assertThat(byHash.content()).asString(StandardCharsets.UTF_8).isEqualTo("loose");
  }

  @Test
  void aMovedRepositoryIsFollowed() {
    CommitId tag = publish("refs/tags/v1", "tag");

    assertThat(found(there.moved(), "v1").commit()).isEqualTo(tag);
    assertThat(there.asked().getFirst()).startsWith("/moved/acme/hello.git/info/refs");
  }

  @Test
  void whatIsNotThereIsSaidWithItsAddress() {
    publish("refs/tags/v1", "tag");

    assertThat(missing(there.url(), "v2")).endsWith(there.url() + " has no acme/hello/sub@v2");
    assertThat(missing(there.url(), "0".repeat(40)))
        .contains("could not fetch")
        .contains(there.url() + "/acme/hello.git");
    for (URI from : List.of(there.secret(), there.garbage(), there.url().resolve("/none"))) {
      assertThat(missing(from, "v9")).contains("could not fetch v9 from " + from + "/acme/hello");
    }
  }

  @Test
  void whoCannotBeReachedIsNamedAndWhatIsKeptIsUsed() {
    CommitId tag = publish("refs/tags/v1", "tag");
    URI gone = there.url();
    assertThat(found(gone, "v1").commit()).isEqualTo(tag);
    there.close();

    assertThat(missing(gone, "v2")).contains("could not fetch v2 from " + gone);
    HostedAction kept = found(gone, "v1");
    assertThat(kept.commit()).isEqualTo(tag);
    assertThat(kept.warning().orElseThrow())
        .contains("could not fetch v1 from " + gone)
        .endsWith("used is what was fetched before");
  }
}
