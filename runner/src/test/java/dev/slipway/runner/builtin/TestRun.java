package dev.slipway.runner.builtin;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.posix.Handle;
import dev.slipway.runner.IdTokenRequest;
import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.LineListener;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A step of a job whose root is this machine's: programs run here, files are in one directory. */
final class TestRun implements ActionRun, JobFiles {
  private final Path directory;
  private final JobDescriptor job;
  private final Map<String, String> inputs;
  final Map<String, String> environment = new HashMap<>();
  final Map<String, String> outputs = new LinkedHashMap<>();
  final Map<String, String> exported = new LinkedHashMap<>();
  final Map<String, String> state = new LinkedHashMap<>();
  final List<String> log = new ArrayList<>();
  final List<String> masked = new ArrayList<>();
  final List<String> path = new ArrayList<>();
  Optional<IdTokenRequest> idToken = Optional.empty();

  TestRun(Path directory, JobDescriptor job, Map<String, String> inputs) throws IOException {
    this.directory = directory;
    this.job = job;
    this.inputs = inputs;
    for (Path part : List.of(workspace(), temporary(), toolCache(), home())) {
      Files.createDirectories(part);
    }
    environment.put("SLIPWAY_URL", "http://127.0.0.1:7717");
  }

  /** A run of an action with the values that its manifest gives to its inputs. */
  static TestRun of(
      Path directory, JobDescriptor job, NativeAction action, Map<String, String> with)
      throws IOException {
    return new TestRun(directory, job, action.manifest().values(with));
  }

  static JobDescriptor job(String ref, String commit, String event) {
    return job(ref, commit, event, JobDescriptor.Trust.TRUSTED);
  }

  static JobDescriptor job(String ref, String commit, String event, JobDescriptor.Trust trust) {
    return new JobDescriptor(
        "acme/doctor",
        "7",
        "12",
        3,
        1,
        "deploy",
        "deploy",
        "CD",
        ".github/workflows/cd.yaml",
        commit,
        ref,
        "",
        event.equals("pull_request") ? "main" : "",
        event,
        "octocat",
        Optional.empty(),
        Map.of("contents", "read"),
        trust);
  }

  @Override
  public JobDescriptor job() {
    return job;
  }

  @Override
  public JobCredentials credentials() {
    return new JobCredentials("runtime", "github-secret", "slipway", idToken);
  }

  @Override
  public JsonNode event() {
    return Json.MAPPER.createObjectNode();
  }

  @Override
  public Map<String, String> inputs() {
    return inputs;
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public Map<String, String> state() {
    return state;
  }

  @Override
  public JobFiles files() {
    return this;
  }

  @Override
  public void output(String name, String value) {
    outputs.put(name, value);
  }

  @Override
  public void exportVariable(String name, String value) {
    exported.put(name, value);
  }

  @Override
  public void addPath(String added) {
    path.add(added);
  }

  @Override
  public void saveState(String name, String value) {
    state.put(name, value);
  }

  @Override
  public void mask(String value) {
    masked.add(value);
  }

  @Override
  public void line(String text) {
    log.add(text);
  }

  @Override
  public void notice(String message) {
    log.add("notice: " + message);
  }

  @Override
  public void warning(String message) {
    log.add("warning: " + message);
  }

  @Override
  public void error(String message) {
    log.add("error: " + message);
  }

  @Override
  public void group(String title) {
    log.add("group: " + title);
  }

  @Override
  public void endGroup() {
    log.add("endgroup");
  }

  @Override
  public int exec(List<String> arguments, Path where, Map<String, String> extra, LineListener out) {
    if (!Command.exists(arguments.getFirst())) {
      return 127;
    }
    Command command = Command.of(arguments).withDirectory(where);
    for (var variable : extra.entrySet()) {
      command = command.withEnvironment(variable.getKey(), variable.getValue());
    }
    var result = command.run();
    (result.stdout() + result.stderr()).lines().forEach(out::line);
    return result.exit();
  }

  @Override
  public int program(List<String> arguments, Path where, Map<String, String> extra) {
    return exec(arguments, where, extra, log::add);
  }

  @Override
  public Path workspace() {
    return directory.resolve("work");
  }

  @Override
  public Path temporary() {
    return directory.resolve("temp");
  }

  @Override
  public Path toolCache() {
    return directory.resolve("tools");
  }

  @Override
  public Path home() {
    return directory.resolve("home");
  }

  @Override
  public Path host(Path inJob) throws IOException {
    return inJob.toRealPath();
  }

  @Override
  public Handle open(Path inJob) throws IOException {
    return Handle.of(host(inJob));
  }

  @Override
  public Path hostEntry(Path inJob) throws IOException {
    Path parent = inJob.getParent();
    return parent == null ? inJob : parent.toRealPath().resolve(inJob.getFileName());
  }

  @Override
  public Path hostDirectory(Path inJob) throws IOException {
    return Files.createDirectories(inJob).toRealPath();
  }

  @Override
  public void handOver(Path made) {}

  @Override
  public Path scratchEntry() throws IOException {
    return scratch().resolve("entry");
  }

  @Override
  public Path scratch() throws IOException {
    return Files.createTempDirectory(Files.createDirectories(directory.resolve("scratch")), "s");
  }

  static String failure(StepResult result) {
    return result instanceof StepResult.Failed(String message) ? message : "";
  }
}
