package dev.slipway.dockerfile.plan;

import dev.slipway.base.Json;
import dev.slipway.oci.Healthcheck;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.Platform;
import dev.slipway.oci.RunConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An image's configuration while instructions change it. */
final class ConfigDraft {
  static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

  private ImageConfig image;
  private RunConfig run;
  private boolean commandGiven;

  private ConfigDraft(ImageConfig image, RunConfig run) {
    this.image = image;
    this.run = run;
  }

  /** What {@code FROM scratch} begins with. */
  static ConfigDraft empty(Platform platform) {
    RunConfig run =
        RunConfig.EMPTY.change().env(List.of("PATH=" + DEFAULT_PATH)).workingDir("/").done();
    return new ConfigDraft(ImageConfig.scratch(platform), run);
  }

  static ConfigDraft of(ImageConfig base) {
    return new ConfigDraft(base, base.config());
  }

  ConfigDraft copy() {
    return new ConfigDraft(image, run);
  }

  /** The configuration as it is now; layers and history are still those of the base. */
  ImageConfig done() {
    return image.withConfig(run);
  }

  Map<String, String> environment() {
    var all = new LinkedHashMap<String, String>();
    for (String entry : run.env()) {
      int equals = entry.indexOf('=');
      all.put(
          equals < 0 ? entry : entry.substring(0, equals),
          equals < 0 ? "" : entry.substring(equals + 1));
    }
    return all;
  }

  void environment(Map<String, String> values) {
    run = run.change().env(entries(values)).done();
  }

  private static List<String> entries(Map<String, String> values) {
    var entries = new ArrayList<String>();
    values.forEach((name, value) -> entries.add(name + "=" + value));
    return entries;
  }

  void labels(Map<String, String> added) {
    var all = new LinkedHashMap<>(run.labels());
    all.putAll(added);
    run = run.change().labels(all).done();
  }

  String user() {
    return run.user();
  }

  void user(String name) {
    run = run.change().user(name).done();
  }

  String directory() {
    return run.workingDir().isEmpty() ? "/" : run.workingDir();
  }

  void directory(String path) {
    run = run.change().workingDir(path).done();
  }

  void expose(List<String> ports) {
    run = run.change().expose(Set.copyOf(ports)).done();
  }

  void volumes(List<String> paths) {
    var all = new LinkedHashSet<>(run.volumes());
    all.addAll(paths);
    run = run.change().volumes(all).done();
  }

  /** CMD; leaves a mark that only matters on Windows, as BuildKit does. */
  void command(List<String> arguments) {
    run = run.change().cmd(arguments).done();
    markEscaped();
    commandGiven = true;
  }

  /** ENTRYPOINT; a CMD of the base was meant for the base's entry point. */
  void entrypoint(List<String> arguments) {
    run = run.change().entrypoint(arguments).done();
    if (!commandGiven) {
      run = run.change().cmd(List.of()).done();
    }
  }

  private void markEscaped() {
    var others = new LinkedHashMap<>(run.others());
    others.put("ArgsEscaped", Json.MAPPER.getNodeFactory().booleanNode(true));
    run =
        new RunConfig(
            run.user(),
            run.exposedPorts(),
            run.env(),
            run.entrypoint(),
            run.cmd(),
            run.volumes(),
            run.workingDir(),
            run.labels(),
            run.stopSignal(),
            run.stopTimeout(),
            run.healthcheck(),
            run.onBuild(),
            run.shell(),
            others);
  }

  List<String> shell() {
    return run.shell().isEmpty() ? DEFAULT_SHELL : run.shell();
  }

  void shell(List<String> arguments) {
    run = run.change().shell(arguments).done();
  }

  void stopSignal(String name) {
    run = run.change().stopSignal(name).done();
  }

  void healthcheck(Healthcheck health) {
    run = run.change().healthcheck(health).done();
  }

  List<String> triggers() {
    return run.onBuild();
  }

  void triggers(List<String> all) {
    run = run.change().onBuild(all).done();
  }

  void author(String name) {
    image = image.withAuthor(name);
  }
}
