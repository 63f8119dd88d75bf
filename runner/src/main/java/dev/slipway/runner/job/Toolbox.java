package dev.slipway.runner.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The programs that Slipway itself brings into jobs: thin scripts that start a class of ours with
 * the process's JDK.
 *
 * @param javaHome the JDK of this process
 * @param library the directory of the jars, shown to jobs as a whole: under their own names and in
 *     one place, so that what Java recorded about them ahead of time still holds
 * @param jars their names, in the order of the class path
 * @param mainClass is given the program's name and its arguments
 * @param programs their names, as in {@code docker}
 * @param javaOptions for the virtual machine
 * @param record the name of what Java recorded about the jars (an AOT cache), which lies beside
 *     them
 */
public record Toolbox(
    Path javaHome,
    Path library,
    List<String> jars,
    String mainClass,
    List<String> programs,
    List<String> javaOptions,
    Optional<String> record) {
  public Toolbox {
    jars = List.copyOf(jars);
    programs = List.copyOf(programs);
    javaOptions = List.copyOf(javaOptions);
  }

  /** The same as it is started where the jars are seen in another place. */
  Toolbox in(Path place) {
    return new Toolbox(javaHome, place, jars, mainClass, programs, javaOptions, record);
  }

  /** What the virtual machine is started with, but for the main class and its arguments. */
  List<String> options() {
    var options = new ArrayList<>(javaOptions);
    record.ifPresent(name -> options.add("-XX:AOTCache=" + library.resolve(name)));
    options.add("-cp");
    options.add(
        jars.stream().map(jar -> library.resolve(jar).toString()).collect(Collectors.joining(":")));
    return options;
  }

  /** Nothing but what the host has. */
  public static Toolbox empty() {
    return new Toolbox(
        Path.of(System.getProperty("java.home")),
        Path.of("/"),
        List.of(),
        "",
        List.of(),
        List.of(),
        Optional.empty());
  }
}
