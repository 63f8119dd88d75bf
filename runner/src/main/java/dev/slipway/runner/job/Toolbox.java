package dev.slipway.runner.job;

import java.nio.file.Path;
import java.util.List;

/**
 * The programs that Slipway itself brings into jobs: thin scripts that start a class of ours with
 * the process's JDK.
 *
 * @param javaHome the JDK of this process
 * @param classPath jars and directories of classes
 * @param mainClass is given the program's name and its arguments
 * @param programs their names, as in {@code docker}
 * @param javaOptions for the virtual machine
 */
public record Toolbox(
    Path javaHome,
    List<Path> classPath,
    String mainClass,
    List<String> programs,
    List<String> javaOptions) {
  public Toolbox {
    classPath = List.copyOf(classPath);
    programs = List.copyOf(programs);
    javaOptions = List.copyOf(javaOptions);
  }

  /** Nothing but what the host has. */
  public static Toolbox empty() {
    return new Toolbox(
        Path.of(System.getProperty("java.home")), List.of(), "", List.of(), List.of());
  }
}
