package dev.slipway.runner.builtin.script;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.NodeProvider;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.action.StepResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code actions/github-script}: a script of the workflow, run by the job's Node.js with GitHub's
 * own client and toolkit, which npm brings. The client speaks to this process.
 */
public final class GithubScript implements NativeAction {
  private static final int NODE = 20;
  private static final String PROGRAM = "github-script.cjs";
  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\..*");

  /** The toolkit, in the last versions that programs may {@code require}. */
  private static final List<String> TOOLKIT =
      List.of(
          "@actions/core@1.11.1",
          "@actions/exec@1.1.1",
          "@actions/github@6.0.1",
          "@actions/glob@0.5.0",
          "@actions/io@1.1.3");

  private static final ActionManifest MANIFEST =
      Manifests.of("actions/github-script", "v6", "v7", "v8")
          .required("script")
          .inputs("github-token")
          .input("debug", "false")
          .input("user-agent", "actions/github-script")
          .inputs("previews")
          .input("result-encoding", "json")
          .input("retries", "0")
          .input("retry-exempt-status-codes", "400,401,403,404,422")
          .inputs("base-url")
          .done(ActionManifest.Post.NONE, "result");

  private final NodeProvider nodes;

  /**
   * @param nodes for jobs without a Node.js that is new enough
   */
  public GithubScript(NodeProvider nodes) {
    this.nodes = nodes;
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    String node = node(run);
    Path modules = toolkit(run);
    Path program = run.files().temporary().resolve(UUID.randomUUID() + ".cjs");
    var placement = new Placement(run.files());
    try (InputStream in =
        Objects.requireNonNull(GithubScript.class.getResourceAsStream(PROGRAM), PROGRAM)) {
      placement.write(program, in.readAllBytes(), 0644);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the program that runs the script", e);
    }
    var environment = new LinkedHashMap<String, String>();
    environment.put("NODE_PATH", modules.toString());
    run.inputs()
        .forEach((name, value) -> environment.put("INPUT_" + name.toUpperCase(Locale.ROOT), value));
    if (inputs.optional("github-token").isEmpty()) {
      environment.put("INPUT_GITHUB-TOKEN", run.credentials().githubToken());
    }
    int exit = run.program(List.of(node, program.toString()), run.files().workspace(), environment);
    return exit == 0
        ? StepResult.succeeded()
        : StepResult.failed("The script ended with exit code " + exit);
  }

  private String node(ActionRun run) throws InterruptedException {
    var lines = new ArrayList<String>();
    int exit =
        run.exec(List.of("node", "--version"), run.files().workspace(), Map.of(), lines::add);
    Optional<Integer> major =
        exit == 0 ? lines.stream().findFirst().flatMap(GithubScript::major) : Optional.empty();
    return major.filter(found -> found >= NODE).isPresent()
        ? "node"
        : nodes.node(run, NODE).toString();
  }

  private static Optional<Integer> major(String version) {
    Matcher matcher = VERSION.matcher(version.strip());
    return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  /** Brought once a job: steps after the first find it in its place. */
  private static Path toolkit(ActionRun run) throws InterruptedException {
    Path directory = run.files().toolCache().resolve("github-script");
    Path modules = directory.resolve("node_modules");
    if (new Placement(run.files()).exists(modules.resolve("@actions/github/package.json"))) {
      return modules;
    }
    var command =
        new ArrayList<>(
            List.of(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
                directory.toString()));
    command.addAll(TOOLKIT);
    var lines = new ArrayList<String>();
    int exit = run.exec(command, run.files().temporary(), Map.of(), lines::add);
    if (exit != 0) {
      throw new SlipwayException(
          "npm could not bring GitHub's toolkit for the script (exit code "
              + exit
              + "); the job needs npm and its registry:\n"
              + String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
    }
    return modules;
  }
}
