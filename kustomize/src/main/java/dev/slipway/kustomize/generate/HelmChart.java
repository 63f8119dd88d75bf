package dev.slipway.kustomize.generate;

import dev.slipway.base.Command;
import dev.slipway.base.Command.Result;
import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.generate.HelmProgram.Verbosity;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.load.ResourceReader;
import dev.slipway.kustomize.resource.Origin.Maker;
import dev.slipway.kustomize.resource.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Renders one chart with helm: an entry of {@code helmCharts}. */
public final class HelmChart {
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "version",
          "repo",
          "releaseName",
          "namespace",
          "additionalValuesFiles",
          "valuesFile",
          "valuesInline",
          "valuesMerge",
          "includeCRDs",
          "skipHooks",
          "skipTests",
          "apiVersions",
          "kubeVersion",
          "nameTemplate",
          "debug");
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Section section;
  private final HelmHome home;
  private final HelmProgram program;
  private final Location location;

  public HelmChart(Section section, HelmHome home, HelmProgram program, Location location) {
    this.section = section.allow(FIELDS);
    this.home = home;
    this.program = program;
    this.location = location;
  }

  /**
   * The objects of the chart; it is pulled when it is not there yet.
   *
   * @throws InputException when helm fails, with its words
   */
  public List<Resource> render() {
    String name = section.requiredText("name");
    Path home = chartHome();
    Path chart = home.resolve(name.substring(name.lastIndexOf('/') + 1)).normalize();
    if (!chart.startsWith(home)) {
      throw section.error("name", "\"" + name + "\" leads out of the folder of charts", "");
    }
    Path work = temporary();
    try {
      if (!Files.isDirectory(chart)) {
        pull(name, home, work);
      }
      List<String> values = HelmValues.write(section, location, chart, work);
      String yaml = helm(template(chart, values), work, "render the chart " + name);
      return ResourceReader.read(
          yaml.getBytes(StandardCharsets.UTF_8),
          "helm chart " + name,
          place ->
              location
                  .originOf(section.position(""), section.fileName())
                  .by(Maker.of("HelmChartInflationGenerator")));
    } finally {
      HelmHome.remove(work);
    }
  }

  /** Charts with a repository and a version have a folder of their own, so versions can differ. */
  private Path chartHome() {
    Path charts = home.charts(location);
    boolean versioned = section.has("repo") && !section.text("version").isEmpty();
    return versioned
        ? charts.resolve(section.text("name").replace('/', '-') + "-" + section.text("version"))
        : charts;
  }

  private void pull(String name, Path charts, Path work) {
    String repository = section.text("repo");
    if (repository.isEmpty()) {
      throw section.error(
          "name",
          "there is no chart " + name + " in " + charts + ", and no repo to pull it from",
          "Add repo, or put the chart there; helmGlobals.chartHome names another folder.");
    }
    var command = new ArrayList<>(List.of("pull", "--untar", "--untardir", charts.toString()));
    if (repository.startsWith("oci://")) {
      command.add(repository.replaceFirst("/+$", "") + "/" + name);
    } else {
      command.addAll(List.of("--repo", repository, name));
    }
    if (!section.text("version").isEmpty()) {
      command.addAll(List.of("--version", section.text("version")));
    }
    helm(command, work, "pull the chart " + name);
  }

  private List<String> template(Path chart, List<String> values) {
    var command = new ArrayList<>(List.of("template"));
    String release = section.text("releaseName");
    command.add(release.isEmpty() ? "--generate-name" : release);
    command.add(chart.toString());
    option(command, "--namespace", section.text("namespace"));
    option(command, "--name-template", section.text("nameTemplate"));
    values.forEach(file -> option(command, "-f", file));
    List<String> versions = section.texts("apiVersions");
    (versions.isEmpty() ? program.apiVersions() : versions)
        .forEach(version -> option(command, "--api-versions", version));
    String kube = section.text("kubeVersion");
    option(command, "--kube-version", kube.isEmpty() ? program.kubeVersion() : kube);
    flag(command, "--include-crds", section.flag("includeCRDs"));
    flag(command, "--skip-tests", section.flag("skipTests"));
    flag(command, "--no-hooks", section.flag("skipHooks"));
    flag(command, "--debug", section.flag("debug") || program.verbosity() == Verbosity.DEBUG);
    return command;
  }

  private static void option(List<String> command, String name, String value) {
    if (!value.isEmpty()) {
      command.add(name);
      command.add(value);
    }
  }

  private static void flag(List<String> command, String name, Boolean on) {
    if (on) {
      command.add(name);
    }
  }

  private String helm(List<String> arguments, Path work, String purpose) {
    var command = new ArrayList<>(List.of(program.command()));
    command.addAll(arguments);
    Path config = home.config(location, work);
    if (!Command.exists(program.command())) {
      throw section.error(
          "",
          "cannot " + purpose + ": there is no program \"" + program.command() + "\"",
          "Install helm 3, or name it with --helm-command.");
    }
    try {
      Result result =
          Command.of(command)
              .withDirectory(location.directory())
              .withEnvironment("HELM_CONFIG_HOME", config.toString())
              .withEnvironment("HELM_CACHE_HOME", config.resolve(".cache").toString())
              .withEnvironment("HELM_DATA_HOME", config.resolve(".data").toString())
              .withLimit(LIMIT)
              .run();
      if (!result.succeeded()) {
        throw section.error("", "cannot " + purpose + ": " + result.stderr().strip(), "");
      }
      return result.stdout();
    } catch (SlipwayException e) {
      throw new InputException(
          section.position(""), "cannot " + purpose + ": " + e.getMessage(), "", e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("kustomize-helm-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
