package dev.slipway.runner.action;

import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.LineListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One step that uses a native action: all that the action may see and do of the job. */
public interface ActionRun {
  JobDescriptor job();

  JobCredentials credentials();

  /** The payload of the event ({@code github.event}). */
  JsonNode event();

  /** The value of every declared input, defaults included. */
  Map<String, String> inputs();

  /** The environment that a {@code run} step would have here. */
  Map<String, String> environment();

  /** What {@link #saveState} kept of main, for post. */
  Map<String, String> state();

  JobFiles files();

  void output(String name, String value);

  /** Sets a variable for this and all later steps, as {@code GITHUB_ENV} does. */
  void exportVariable(String name, String value);

  /** Puts a directory, as the job sees it, first on the PATH of later steps. */
  void addPath(String directory);

  void saveState(String name, String value);

  /** Hides a value in everything the job prints from now on. */
  void mask(String value);

  /** One line of the step's log. */
  void line(String text);

  void notice(String message);

  void warning(String message);

  void error(String message);

  /** Begins a foldable part of the log. */
  void group(String title);

  void endGroup();

  /**
   * Runs a program in the job's container, as a step would.
   *
   * @param arguments the program, looked up on the job's PATH, and its arguments
   * @param directory as the job sees it
   * @param extra added to the environment
   * @param out hears both of its streams, line by line
   * @return its exit code
   */
  int exec(List<String> arguments, Path directory, Map<String, String> extra, LineListener out)
      throws InterruptedException;

  /**
   * As {@link #exec}, for a program whose output is the step's own: it is logged, and workflow
   * commands in it are carried out.
   */
  int program(List<String> arguments, Path directory, Map<String, String> extra)
      throws InterruptedException;
}
