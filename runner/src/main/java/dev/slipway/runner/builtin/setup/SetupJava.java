package dev.slipway.runner.builtin.setup;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.builtin.cache.JobCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** {@code actions/setup-java}: one of the JDKs that the host has. */
public final class SetupJava implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("actions/setup-java", "v2", "v3", "v4", "v5")
          .inputs("java-version", "java-version-file")
          .required("distribution")
          .input("java-package", "jdk")
          .inputs("architecture", "jdkFile")
          .input("check-latest", "false")
          .input("server-id", "github")
          .input("server-username", "GITHUB_ACTOR")
          .input("server-password", "GITHUB_TOKEN")
          .inputs("settings-path")
          .input("overwrite-settings", "true")
          .inputs("gpg-private-key", "gpg-passphrase", "cache", "cache-dependency-path")
          .inputs("job-status", "token", "mvn-toolchain-id", "mvn-toolchain-vendor")
          .done(ActionManifest.Post.ON_SUCCESS, "distribution", "version", "path", "cache-hit");

  private static final List<String> PLACES =
      List.of("/usr/lib/jvm", "/opt", "/opt/java", "/usr/local", "/opt/hostedtoolcache/Java");

  /** Where a build tool keeps what it downloads, and which files say what that is. */
  private record Tool(List<String> paths, List<String> locks) {}

  private static final Map<String, Tool> TOOLS =
      Map.of(
          "maven", new Tool(List.of("~/.m2/repository"), List.of("**/pom.xml")),
          "gradle",
              new Tool(
                  List.of("~/.gradle/caches", "~/.gradle/wrapper"),
                  List.of(
                      "**/*.gradle*",
                      "**/gradle-wrapper.properties",
                      "**/libs.versions.toml",
                      "buildSrc/**/Versions.kt")));

  /** A JDK of the job. */
  private record Jdk(Path home, String version, String vendor) {}

  private final DependencyCache cache;

  public SetupJava(JobCache cache) {
    this.cache = new DependencyCache(cache);
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) throws InterruptedException {
    var inputs = ActionInputs.of(run);
    inputs.refuse("remove it", "jdkFile", "gpg-private-key", "mvn-toolchain-id");
    String wanted = wanted(run, inputs);
    List<Jdk> all = jdks(run);
    Jdk jdk =
        all.stream()
            .filter(j -> Versions.satisfies(j.version, wanted))
            .max((a, b) -> Versions.compare(a.version, b.version))
            .orElseThrow(() -> missing(inputs, wanted, all));
    String distribution = inputs.text("distribution");
    if (!jdk.vendor.toLowerCase(Locale.ROOT).contains(vendor(distribution))) {
      run.notice(
          "the JDK "
              + jdk.version
              + " of this machine is by "
              + jdk.vendor
              + ", not "
              + distribution);
    }
    run.exportVariable("JAVA_HOME", jdk.home.toString());
    String major = jdk.version.split("\\.")[0];
    run.exportVariable("JAVA_HOME_" + major + "_X64", jdk.home.toString());
    run.addPath(jdk.home.resolve("bin").toString());
    run.output("distribution", distribution);
    run.output("version", jdk.version);
    run.output("path", jdk.home.toString());
    run.line("Java " + jdk.version + " (" + jdk.vendor + ") in " + jdk.home);
    return cache(run, inputs);
  }

  private static String vendor(String distribution) {
    return switch (distribution) {
      case "temurin", "adopt" -> "adoptium";
      case "zulu" -> "azul";
      case "corretto" -> "amazon";
      case "microsoft" -> "microsoft";
      case "oracle" -> "oracle";
      case "liberica" -> "bellsoft";
      case "semeru" -> "ibm";
      case "sapmachine" -> "sap";
      case "graalvm" -> "graalvm";
      default -> distribution;
    };
  }

  private static String wanted(ActionRun run, ActionInputs inputs) {
    List<String> given = inputs.lines("java-version");
    if (!given.isEmpty()) {
      return given.getLast().replaceFirst("-ea$", "").replaceFirst("^1\\.8$", "8");
    }
    String file = inputs.text("java-version-file");
    if (file.isEmpty()) {
      throw inputs.invalid("java-version", "java-version or java-version-file input expected", "");
    }
    return new Programs(run)
        .text(file)
        .flatMap(Versions::in)
        .orElseThrow(() ->
            inputs.invalid("java-version-file", file + " has no version number", "write one"));
  }

  private static SlipwayException missing(ActionInputs inputs, String wanted, List<Jdk> all) {
    var there = new TreeSet<String>();
    all.forEach(jdk -> there.add(jdk.version));
    return new SlipwayException(
        "Could not find satisfied version for SemVer '"
            + wanted
            + "' of "
            + inputs.text("distribution")
            + ". This machine has "
            + (there.isEmpty() ? "no JDK" : String.join(", ", there))
            + "; install one below /usr/lib/jvm");
  }

  private static List<Jdk> jdks(ActionRun run) {
    var homes = new LinkedHashMap<String, Path>();
    var candidates = new ArrayList<Path>();
    Optional.ofNullable(run.environment().get("JAVA_HOME"))
        .map(Path::of)
        .ifPresent(candidates::add);
    for (String place : PLACES) {
      candidates.addAll(children(run, Path.of(place)));
    }
    var found = new ArrayList<Jdk>();
    for (Path home : candidates) {
      jdk(run, home)
          .ifPresent(jdk -> {
            if (homes.putIfAbsent(jdk.version + jdk.vendor, home) == null) {
              found.add(jdk);
            }
          });
    }
    return found;
  }

  private static List<Path> children(ActionRun run, Path directory) {
    try (var entries = Files.list(run.files().host(directory))) {
      return entries
          .map(entry -> directory.resolve(String.valueOf(entry.getFileName())))
          .sorted()
          .toList();
    } catch (IOException e) {
      // Most of the places are not on most machines.
      return List.of();
    }
  }

  private static Optional<Jdk> jdk(ActionRun run, Path home) {
    var programs = new Programs(run);
    if (!programs.exists(home.resolve("bin/javac"))) {
      return Optional.empty();
    }
    return programs
        .text(home.resolve("release").toString())
        .flatMap(text ->
            value(text, "JAVA_VERSION")
                .map(v -> new Jdk(home, v, value(text, "IMPLEMENTOR").orElse("unknown"))));
  }

  private static Optional<String> value(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + "=\""))
        .map(line -> line.substring(name.length() + 2).replaceFirst("\".*$", ""))
        .map(value -> value.replaceFirst("^1\\.8\\.0.*", "8"))
        .findFirst();
  }

  private StepResult cache(ActionRun run, ActionInputs inputs) throws InterruptedException {
    String name = inputs.text("cache");
    if (name.isEmpty()) {
      return StepResult.succeeded();
    }
    Tool tool = TOOLS.get(name);
    if (tool == null) {
      throw inputs.invalid("cache", "unknown package manager " + name, "write maven or gradle");
    }
    List<String> given = inputs.lines("cache-dependency-path");
    boolean hit =
        cache.restore(
            run,
            "setup-java-Linux-x64-" + name + "-",
            tool.paths,
            given.isEmpty() ? tool.locks : given);
    run.output("cache-hit", Boolean.toString(hit));
    return StepResult.succeeded();
  }

  @Override
  public StepResult post(ActionRun run) throws InterruptedException {
    cache.save(run);
    return StepResult.succeeded();
  }
}
