package dev.slipway.runner.builtin.checkout;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.git.CloneOrder;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.HostedRepositories;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.action.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code actions/checkout}: straight from the objects of the hosted repository, without a fetch
 * (specification §7). Code of outsiders is refused where the run has the repository's own rights.
 */
public final class Checkout implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("actions/checkout", "v2", "v3", "v4", "v5", "v6")
          .inputs("repository", "ref", "token", "ssh-key", "ssh-known-hosts")
          .input("ssh-strict", "true")
          .input("ssh-user", "git")
          .input("persist-credentials", "true")
          .inputs("path")
          .input("clean", "true")
          .inputs("filter", "sparse-checkout")
          .input("sparse-checkout-cone-mode", "true")
          .input("fetch-depth", "1")
          .input("fetch-tags", "false")
          .input("show-progress", "true")
          .input("lfs", "false")
          .input("submodules", "false")
          .input("set-safe-directory", "true")
          .inputs("github-server-url")
          .input("allow-unsafe-pr-checkout", "false")
          .done(ActionManifest.Post.ALWAYS, "ref", "commit");

  /** Events whose runs have the repository's own rights while others choose the payload. */
  private static final Set<String> PRIVILEGED =
      Set.of("pull_request_target", "workflow_run", "issue_comment");

  private final HostedRepositories repositories;

  public Checkout(HostedRepositories repositories) {
    this.repositories = repositories;
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse("use a token: repositories are hosted here over HTTP", "ssh-key");
    String name = inputs.optional("repository").orElse(run.job().repository());
    Path target = target(run, inputs);
    try (GitRepository repository = open(name, run)) {
      var wanted = Wanted.of(repository, run.job(), name, inputs.text("ref"));
      refuseOutsiders(run, inputs, repository, wanted);
      run.line("Syncing repository: " + name);
      refuseLargeFiles(inputs, repository, wanted);
      place(run, inputs, repository, wanted, target, name);
      var git = new JobGit(run, inputs, target);
      git.sparse();
      git.submodules();
      run.line("HEAD is now at " + subject(repository, wanted.commit()));
      run.output("ref", wanted.ref());
      run.output("commit", wanted.commit().sha());
      return StepResult.succeeded();
    } catch (IOException e) {
      throw new UncheckedIOException("checking out " + name, e);
    }
  }

  /** Large files are kept nowhere here; without any of them there is nothing to fetch. */
  private static void refuseLargeFiles(
      ActionInputs inputs, GitRepository repository, Wanted wanted) {
    boolean any =
        inputs.isTrue("lfs")
            && repository
                .file(wanted.commit(), ".gitattributes")
                .filter(text -> new String(text, StandardCharsets.UTF_8).contains("filter=lfs"))
                .isPresent();
    if (any) {
      throw inputs.invalid(
          "lfs",
          "large files (filter=lfs in .gitattributes) are not kept here",
          "commit the files themselves, or fetch them in a run step from where they are");
    }
  }

  private GitRepository open(String name, ActionRun run) {
    return repositories
        .open(name, run.job())
        .orElseThrow(() ->
            new InputException(
                InputException.Position.of("input repository"),
                "the repository " + name + " is not hosted here, or this job may not read it",
                "push it here, or fetch it in a run step"));
  }

  private static Path target(ActionRun run, ActionInputs inputs) {
    Path workspace = run.files().workspace();
    Path target = workspace.resolve(inputs.text("path")).normalize();
    if (!target.startsWith(workspace)) {
      throw inputs.invalid(
          "path",
          "Repository path '" + target + "' is not under '" + workspace + "'",
          "name a directory below the workspace");
    }
    return target;
  }

  /** As the real action since 4.4: a run with rights must not execute what anybody proposed. */
  private static void refuseOutsiders(
      ActionRun run, ActionInputs inputs, GitRepository repository, Wanted wanted) {
    JobDescriptor job = run.job();
    if (!PRIVILEGED.contains(job.event()) || inputs.isTrue("allow-unsafe-pr-checkout")) {
      return;
    }
    boolean own =
        repository.refs("refs/heads/").values().stream()
            .anyMatch(branch -> repository.isAncestor(wanted.commit(), branch));
    if (!own) {
      throw inputs.invalid(
          "ref",
          "Refusing to check out code of a pull request in a "
              + job.event()
              + " workflow, which has the rights of the repository itself",
          "use the event pull_request, or set allow-unsafe-pr-checkout: true when the code is"
              + " only read and never executed");
    }
  }

  private static void place(
      ActionRun run,
      ActionInputs inputs,
      GitRepository repository,
      Wanted wanted,
      Path target,
      String name)
      throws IOException {
    int depth = inputs.number("fetch-depth", 0);
    var refs = wanted.refs(repository, depth == 0, inputs.isTrue("fetch-tags"));
    var config = GitSettings.of(run, inputs, name);
    Path made = Files.createDirectory(run.files().scratch().resolve("checkout"));
    repository.cloneInto(
        made,
        new CloneOrder(
            wanted.commit(),
            wanted.head(),
            refs,
            depth == 0 ? OptionalInt.empty() : OptionalInt.of(depth),
            config));
    var placement = new Placement(run.files());
    if (inputs.isTrue("clean") || !placement.exists(target.resolve(".git"))) {
      placement.replaceContent(made, target);
    } else {
      keepUntracked(run, made, target);
    }
    run.saveState("repositoryPath", target.toString());
    if (inputs.isTrue("set-safe-directory")) {
      trust(run, placement, target);
    }
  }

  /** {@code clean: false}: what is there stays, except for what the commit brings. */
  private static void keepUntracked(ActionRun run, Path made, Path target) throws IOException {
    var placement = new Placement(run.files());
    try (var entries = Files.list(made)) {
      for (Path entry : entries.toList()) {
        Path place = target.resolve(String.valueOf(entry.getFileName()));
        boolean tree =
            Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                && !place.endsWith(".git")
                && placement.exists(place);
        if (tree) {
          keepUntracked(run, entry, place);
        } else {
          placement.remove(place);
          placement.move(entry, place);
        }
      }
    }
  }

  /** Files may belong to another user than the one who runs git. */
  private static void trust(ActionRun run, Placement placement, Path target) throws IOException {
    Path file = run.files().home().resolve(".gitconfig");
    String before = placement.read(file).map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
    String line = "\tdirectory = " + target + "\n";
    if (!before.contains(line)) {
      String separator = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
      String text = before + separator + "[safe]\n" + line;
      placement.write(file, text.getBytes(StandardCharsets.UTF_8), 0644);
    }
  }

  private static String subject(GitRepository repository, CommitId commit) {
    return commit.sha().substring(0, 7) + " " + repository.commit(commit).subject();
  }

  /** Takes the token out of the repository's configuration again. */
  @Override
  public StepResult post(ActionRun run) throws InterruptedException {
    String directory = run.state().getOrDefault("repositoryPath", "");
    if (directory.isEmpty()) {
      return StepResult.succeeded();
    }
    new JobGit(run, ActionInputs.of(run), Path.of(directory)).forgetToken();
    var placement = new Placement(run.files());
    Path file = Path.of(directory, ".git/config");
    try {
      Optional<byte[]> config = placement.read(file);
      if (config.isPresent()) {
        String text = new String(config.get(), StandardCharsets.UTF_8);
        placement.write(
            file, GitSettings.withoutToken(text).getBytes(StandardCharsets.UTF_8), 0644);
      }
      return StepResult.succeeded();
    } catch (IOException e) {
      throw new SlipwayException("could not take the token out of " + file, e);
    }
  }
}
