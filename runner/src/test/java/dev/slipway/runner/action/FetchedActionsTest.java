package dev.slipway.runner.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.Signature;
import dev.slipway.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchedActionsTest {
  private static final ActionName.Hosted HELLO = new ActionName.Hosted("acme/hello", "", "v1");

  @TempDir Path dir;
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private FetchedActions actions;

  @BeforeEach
  void open() {
    GitRepository.init(there()).close();
    actions =
        new FetchedActions(dir.resolve("kept"), Optional.of(dir.resolve("there").toUri()), clock);
  }

  private Path there() {
    return dir.resolve("there/acme/hello.git");
  }

  private CommitId publish(String ref, String text) {
    try (GitRepository repository = GitRepository.open(there())) {
      var signature = new Signature("A", "a@example.com", Instant.EPOCH.atOffset(ZoneOffset.UTC));
      CommitId commit =
          repository.commitTree(
              List.of(),
              Map.of("action.yml", text.getBytes(StandardCharsets.UTF_8)),
              signature,
              text);
      repository.updateRef(ref, repository.resolve(ref), Optional.of(commit), "test");
      return commit;
    }
  }

  private HostedAction.Search find(ActionName.Hosted name) {
    return HostedAction.find((action, reader) -> actions.open(action), name, "local/app");
  }

  private HostedAction found(ActionName.Hosted name) {
    return switch (find(name)) {
      case HostedAction.Found(HostedAction action) -> action;
      case HostedAction.Missing(String reason) -> throw new AssertionError(reason);
    };
  }

  private String missing(ActionName.Hosted name) {
    return ((HostedAction.Missing) find(name)).reason();
  }

  @Test
  void aTagIsAskedForAgainAfterAMinuteAndACommitNever() throws IOException {
    CommitId first = publish("refs/tags/v1", "one");
    assertThat(found(HELLO).commit()).isEqualTo(first);
    CommitId second = publish("refs/tags/v1", "two");

    assertThat(found(HELLO).commit()).isEqualTo(first);
    clock.pass(Duration.ofMinutes(2));
    assertThat(found(HELLO).commit()).isEqualTo(second);
    assertThat(found(HELLO).content()).asString(StandardCharsets.UTF_8).isEqualTo("two");

    Files.move(there(), dir.resolve("gone"));
    var byCommit = new ActionName.Hosted("acme/hello", "", second.sha());
    assertThat(found(byCommit).warning()).isEmpty();
    clock.pass(Duration.ofMinutes(2));
    assertThat(found(HELLO).commit()).isEqualTo(second);
    assertThat(found(HELLO).warning().orElseThrow())
        .contains("could not fetch v1 from ")
        .endsWith("used is what was fetched before");
  }

  @Test
  void aTagWinsOverABranchAndCommitsAreFetchedByTheirHash() {
    publish("refs/heads/v1", "branch");
    CommitId tag = publish("refs/tags/v1", "tag");
    CommitId loose = publish("refs/heads/other", "other");

    assertThat(found(HELLO).commit()).isEqualTo(tag);
    assertThat(found(new ActionName.Hosted("acme/hello", "", loose.sha())).commit())
        .isEqualTo(loose);
    assertThat(found(new ActionName.Hosted("acme/hello", "", "other")).commit()).isEqualTo(loose);
  }

  @Test
  void whatIsNotThereIsSaid() {
    publish("refs/tags/v1", "one");

    assertThat(missing(new ActionName.Hosted("acme/hello", "", "v9")))
        .contains("acme/hello@v9 is not built in and its repository is not hosted here, and file:")
        .endsWith(" has no acme/hello@v9");
    assertThat(missing(new ActionName.Hosted("acme/nothing", "", "v1")))
        .contains("could not fetch");
    assertThat(missing(new ActionName.Hosted("../there", "", "v1")))
        .endsWith("its repository is not hosted here");
    actions = new FetchedActions(dir.resolve("kept"), Optional.empty(), clock);
    assertThat(missing(HELLO)).endsWith("its repository is not hosted here");
  }

  @Test
  void aLockIsReadAsItIsWritten() {
    var lock =
        new ActionLock(
            Map.of(
                "b/b@v1", new CommitId("1".repeat(40)), "a/a@main", new CommitId("2".repeat(40))));

    assertThat(ActionLock.read(lock.text().getBytes(StandardCharsets.UTF_8))).isEqualTo(lock);
    assertThat(lock.text().lines().skip(2).findFirst()).hasValue("a/a@main " + "2".repeat(40));
    var pinned = new ActionName.Hosted("c/c", "", "3".repeat(40));
    assertThat(lock.objection(pinned, new CommitId("3".repeat(40)))).isEmpty();
    assertThatThrownBy(() -> ActionLock.read("\na/a@main abc".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(".github/actions.lock:2");
    String twice = lock.text() + "b/b@v1 " + "2".repeat(40);
    assertThatThrownBy(() -> ActionLock.read(twice.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("locked twice");
  }
}
