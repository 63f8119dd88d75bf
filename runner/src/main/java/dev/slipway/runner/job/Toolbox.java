package dev.slipway.runner.job;

import java.nio.file.Path;
import java.util.List;

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
 */
public record Toolbox(
    Path javaHome,
    Path library,
    List<String> jars,
    String mainClass,
    List<String> programs,
    List<String> javaOptions) {
  public Toolbox {
    jars = List.copyOf(jars);
    programs = List.copyOf(programs);
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * The same as it is started where the jars lie in another place: what Java recorded of them holds
   * in {@link JobLayout#LIBRARY} alone.
   */
  Toolbox in(Path place) {
    boolean recorded = place.equals(JobLayout.LIBRARY);
    List<String> options =
        javaOptions.stream().filter(o -> recorded || !o.startsWith("-XX:AOTCache=")).toList();
    return new Toolbox(javaHome, place, jars, mainClass, programs, options);
  }

  /** Nothing but what the host has. */
  public static Toolbox empty() {
    return new Toolbox(
        Path.of(System.getProperty("java.home")),
        Path.of("/"),
        List.of(),
        "",
        List.of(),
        List.of());
  }
}
