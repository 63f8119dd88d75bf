package dev.slipway.runner.step;

import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.LineListener;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.command.Annotation;
import dev.slipway.runner.job.Order;
import dev.slipway.runner.log.LogEntry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a native action sees of a step. */
final class StepActionRun implements ActionRun {
  private final JobOrder order;
  private final StepSession session;
  private final Map<String, String> inputs;
  private final Map<String, String> environment;
  private final Map<String, String> state;

  StepActionRun(
      JobOrder order,
      StepSession session,
      Map<String, String> inputs,
      Map<String, String> environment,
      Map<String, String> state) {
    this.order = order;
    this.session = session;
    this.inputs = inputs;
    this.environment = environment;
    this.state = state;
  }

  @Override
  public JobDescriptor job() {
    return order.job();
  }

  @Override
  public JobCredentials credentials() {
    return order.credentials();
  }

  @Override
  public JsonNode event() {
    return order.event();
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
    return session.container().files();
  }

  @Override
  public void output(String name, String value) {
    session.outputs().put(name, value);
  }

  @Override
  public void exportVariable(String name, String value) {
    session.variables().put(name, value);
  }

  @Override
  public void addPath(String directory) {
    session.paths().add(directory);
  }

  @Override
  public void saveState(String name, String value) {
    session.state().put(name, value);
  }

  @Override
  public void mask(String value) {
    session.progress().masker().add(value);
  }

  @Override
  public void line(String text) {
    session.log().line(text);
  }

  @Override
  public void notice(String message) {
    annotate(Annotation.Level.NOTICE, message);
  }

  @Override
  public void warning(String message) {
    annotate(Annotation.Level.WARNING, message);
  }

  @Override
  public void error(String message) {
    annotate(Annotation.Level.ERROR, message);
  }

  private void annotate(Annotation.Level level, String message) {
    session.log().annotate(Annotation.of(level, message));
  }

  @Override
  public void group(String title) {
    session.log().add(LogEntry.Kind.GROUP, title);
  }

  @Override
  public void endGroup() {
    session.log().add(LogEntry.Kind.ENDGROUP, "");
  }

  @Override
  public int exec(
      List<String> arguments, Path directory, Map<String, String> extra, LineListener out)
      throws InterruptedException {
    var all = new LinkedHashMap<>(environment);
    all.putAll(extra);
    return session.run(new Order(arguments, all, directory), out);
  }

  @Override
  public int program(List<String> arguments, Path directory, Map<String, String> extra)
      throws InterruptedException {
    var all = new LinkedHashMap<>(environment);
    all.putAll(extra);
    return session.run(new Order(arguments, all, directory), session.commands(all));
  }
}
