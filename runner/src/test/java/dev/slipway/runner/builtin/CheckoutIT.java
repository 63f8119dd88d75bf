package dev.slipway.runner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.base.InputException;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.builtin.checkout.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the checkout leaves, as the real git sees it. */
class CheckoutIT {
  @TempDir Path temporary;

  private Path source;
  private String tip;
  private String proposal;
  private Checkout checkout;

  @BeforeEach
  void prepare() throws IOException {
    source = Files.createDirectory(temporary.resolve("source"));
    git(source, "init", "--quiet", "--initial-branch=main");
    for (int i = 1; i <= 3; i++) {
      Files.writeString(source.resolve("file.txt"), "version " + i);
      git(source, "add", "--all");
      git(source, "commit", "--quiet", "-m", "change " + i);
    }
    git(source, "tag", "v1");
    tip = git(source, "rev-parse", "HEAD");
    git(source, "checkout", "--quiet", "-b", "feature");
    Files.writeString(source.resolve("evil.txt"), "anything");
    git(source, "add", "--all");
    git(source, "commit", "--quiet", "-m", "a proposal");
    proposal = git(source, "rev-parse", "HEAD");
    git(source, "update-ref", "refs/pull/1/merge", proposal);
    git(source, "checkout", "--quiet", "main");
    git(source, "branch", "-D", "feature");
    checkout =
        new Checkout((name, reader) ->
            name.equals("acme/doctor")
                ? Optional.of(GitRepository.open(source.resolve(".git")))
                : Optional.empty());
  }

  private static String git(Path directory, String... arguments) {
    var line =
        new ArrayList<>(List.of("git", "-c", "user.name=A", "-c", "user.email=a@example.org"));
    line.addAll(List.of(arguments));
    return Command.of(line)
        .withDirectory(directory)
        .withEnvironment("GIT_CONFIG_GLOBAL", "/dev/null")
        .run()
        .orThrow("run git")
        .stdout()
        .strip();
  }

  private TestRun run(JobDescriptor job, Map<String, String> with) throws IOException {
    return TestRun.of(temporary.resolve("job"), job, checkout, with);
  }

  @Test
  void aPushLeavesItsBranchWithOneCommit() throws Exception {
    TestRun run = run(TestRun.job("refs/heads/main", tip, "push"), Map.of());

    assertThat(checkout.main(run)).isEqualTo(StepResult.succeeded());

    Path work = run.workspace();
    assertThat(git(work, "rev-parse", "HEAD")).isEqualTo(tip);
    assertThat(git(work, "rev-parse", "--abbrev-ref", "HEAD")).isEqualTo("main");
    assertThat(git(work, "log", "--format=%s")).isEqualTo("change 3");
    assertThat(git(work, "status", "--porcelain")).isEmpty();
    assertThat(run.outputs).containsEntry("commit", tip).containsEntry("ref", "refs/heads/main");
    assertThat(Files.readString(run.home().resolve(".gitconfig"))).contains(work.toString());
  }

  @Test
  void theTokenIsThereDuringTheJobAndGoneAfterIt() throws Exception {
    TestRun run = run(TestRun.job("refs/heads/main", tip, "push"), Map.of());
    checkout.main(run);
    Path work = run.workspace();
    String header = git(work, "config", "--get", "http.http://127.0.0.1:7717/.extraheader");
    assertThat(header).startsWith("AUTHORIZATION: basic ");
    assertThat(run.masked).contains(header.substring("AUTHORIZATION: basic ".length()));

    checkout.post(run);

    assertThat(Files.readString(work.resolve(".git/config"))).doesNotContain("AUTHORIZATION");
    assertThat(git(work, "status", "--porcelain")).isEmpty();
  }

  @Test
  void depthZeroBringsAllHistoryAndTags() throws Exception {
    TestRun run =
        run(TestRun.job("refs/heads/main", tip, "push"), Map.of("fetch-depth", "0", "path", "sub"));
    checkout.main(run);

    Path work = run.workspace().resolve("sub");
    assertThat(git(work, "log", "--format=%s").lines()).hasSize(3);
    assertThat(git(work, "describe", "--tags")).isEqualTo("v1");
  }

  @Test
  void aPullRequestIsItsMergeDetached() throws Exception {
    TestRun run = run(TestRun.job("refs/pull/1/merge", proposal, "pull_request"), Map.of());
    checkout.main(run);

    assertThat(git(run.workspace(), "rev-parse", "refs/remotes/pull/1/merge")).isEqualTo(proposal);
    assertThat(git(run.workspace(), "rev-parse", "--abbrev-ref", "HEAD")).isEqualTo("HEAD");
  }

  @Test
  void foreignCodeIsRefusedWhereTheRunHasRights() throws Exception {
    JobDescriptor job = TestRun.job("refs/heads/main", tip, "pull_request_target");
    assertThatThrownBy(() -> checkout.main(run(job, Map.of("ref", proposal))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Refusing to check out");
    var allowed = Map.of("ref", proposal, "allow-unsafe-pr-checkout", "true");
    assertThat(checkout.main(run(job, allowed))).isEqualTo(StepResult.succeeded());
    assertThat(checkout.main(run(job, Map.of()))).isEqualTo(StepResult.succeeded());
  }

  @Test
  void cleaningRemovesWhatWasThereAndNotCleaningKeepsIt() throws Exception {
    JobDescriptor job = TestRun.job("refs/heads/main", tip, "push");
    TestRun first = run(job, Map.of());
    checkout.main(first);
    Path stray = first.workspace().resolve("stray.txt");
    Files.writeString(stray, "x");

    checkout.main(run(job, Map.of("clean", "false")));
    assertThat(stray).exists();
    checkout.main(run(job, Map.of()));
    assertThat(stray).doesNotExist();
  }

  @Test
  void onlyWhatSparseCheckoutNamesIsLaidOut() throws Exception {
    Files.createDirectories(source.resolve("app/deep"));
    Files.createDirectories(source.resolve("docs"));
    Files.writeString(source.resolve("app/deep/a.txt"), "a");
    Files.writeString(source.resolve("docs/b.md"), "b");
    git(source, "add", "--all");
    git(source, "commit", "--quiet", "-m", "directories");
    JobDescriptor job = TestRun.job("refs/heads/main", git(source, "rev-parse", "HEAD"), "push");
    Path work = run(job, Map.of()).workspace();

    checkout.main(run(job, Map.of("sparse-checkout", "app")));
    assertThat(work.resolve("app/deep/a.txt")).exists();
    assertThat(work.resolve("file.txt")).exists();
    assertThat(work.resolve("docs")).doesNotExist();
    checkout.main(
        run(job, Map.of("sparse-checkout", "*.md", "sparse-checkout-cone-mode", "false")));

    assertThat(work.resolve("docs/b.md")).exists();
    assertThat(work.resolve("file.txt")).doesNotExist();
    assertThat(git(work, "status", "--porcelain")).isEmpty();
  }

  @Test
  void submodulesAreFetchedAndTheTokenIsTakenBack() throws Exception {
    Path library = Files.createDirectory(temporary.resolve("library"));
    git(library, "init", "--quiet", "--initial-branch=main");
    Files.writeString(library.resolve("lib.txt"), "lib");
    git(library, "add", "--all");
    git(library, "commit", "--quiet", "-m", "library");
    git(
        source,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        library.toString(),
        "lib");
    git(source, "commit", "--quiet", "-m", "use it");
    JobDescriptor job = TestRun.job("refs/heads/main", git(source, "rev-parse", "HEAD"), "push");
    TestRun run = run(job, Map.of("submodules", "true"));
    Files.writeString(run.home().resolve(".gitconfig"), "[protocol \"file\"]\n\tallow = always\n");

    assertThat(checkout.main(run)).isEqualTo(StepResult.succeeded());

    assertThat(run.workspace().resolve("lib/lib.txt")).hasContent("lib");
    Path config = run.workspace().resolve(".git/modules/lib/config");
    assertThat(Files.readString(config)).contains("AUTHORIZATION: basic ");
    checkout.post(run);
    assertThat(Files.readString(config)).doesNotContain("AUTHORIZATION");
  }

  @Test
  void whatCannotBeDoneIsRefusedByName() throws Exception {
    JobDescriptor job = TestRun.job("refs/heads/main", tip, "push");
    assertThatThrownBy(() -> checkout.main(run(job, Map.of("submodules", "some"))))
        .hasMessageContaining("input submodules");
    assertThatThrownBy(() -> checkout.main(run(job, Map.of("ssh-key", "x"))))
        .hasMessageContaining("input ssh-key");
    assertThatThrownBy(() -> checkout.main(run(job, Map.of("repository", "other/one"))))
        .hasMessageContaining("other/one is not hosted here");
    assertThatThrownBy(() -> checkout.main(run(job, Map.of("ref", "nowhere"))))
        .hasMessageContaining("'nowhere' could not be found");
    assertThatThrownBy(() -> checkout.main(run(job, Map.of("path", "../out"))))
        .hasMessageContaining("is not under");
  }
}
