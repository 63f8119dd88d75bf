package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What jobs see of the host: its toolchains by an allow-list, a cleaned {@code /etc}, and the
 * scripts that stand in for programs.
 */
final class HostTools {
  /** Seen as they are, changes kept to the job; links such as {@code /bin} are copied. */
  private static final List<String> TOP = List.of("usr", "bin", "sbin", "opt");

  private static final List<String> PACKAGE_DATA = List.of("var/lib/dpkg", "var/lib/apt");

  private final Path etc;
  private final Path scripts;
  private final Path hostScripts;
  private final Path imageScripts;
  private final Path plainImageScripts;
  private final Path libraries;
  private final Map<Path, Path> layers = new LinkedHashMap<>();
  private final Map<Path, List<Path>> leftOut = new LinkedHashMap<>();
  private final Map<Path, Path> links = new LinkedHashMap<>();
  private final Map<Path, Path> innerLinks = new LinkedHashMap<>();

  private HostTools(Path directory) throws IOException {
    this.etc = Files.createDirectory(directory.resolve("etc"));
    this.scripts = Files.createDirectory(directory.resolve("bin"));
    this.hostScripts = Files.createDirectory(directory.resolve("host-bin"));
    this.imageScripts = Files.createDirectory(directory.resolve("image-bin"));
    this.plainImageScripts = Files.createDirectory(directory.resolve("plain-image-bin"));
    this.libraries = Files.createDirectory(directory.resolve("native"));
  }

  /** Looks at the host and writes what is needed into the empty directory. */
  static HostTools prepare(Path directory, Toolbox toolbox) {
    try {
      var tools = new HostTools(directory);
      EtcTemplate.write(Path.of("/etc"), tools.etc, JobLayout.MACHINE.home().toString());
      tools.look();
      tools.addPythons(HostPythons.ofThisUser());
      String java = JobLayout.SLIPWAY.resolve("jdk/bin/java").toString();
      String inImage = JavaLibraries.copy(tools.libraries).start(java);
      for (Path directoryOfRoot : List.of(tools.scripts, tools.imageScripts)) {
        script(directoryOfRoot, "sudo", resource("sudo.sh"));
      }
      Toolbox inJob = toolbox.in(JobLayout.LIBRARY);
      String javaOfHost = ShellQuote.word(toolbox.javaHome().resolve("bin/java").toString());
      launchers(tools.hostScripts, tools.hostScripts, toolbox, javaOfHost);
      launchers(tools.scripts, JobLayout.PROGRAMS, inJob, java);
      for (Path directoryOfImage : List.of(tools.imageScripts, tools.plainImageScripts)) {
        launchers(directoryOfImage, JobLayout.PROGRAMS, inJob, inImage);
      }
      return tools;
    } catch (IOException e) {
      throw new SlipwayException("could not prepare what jobs see: " + e.getMessage(), e);
    }
  }

  private void look() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/"))) {
      for (Path path : all.sorted().toList()) {
        String name = String.valueOf(path.getFileName());
        if (TOP.contains(name) || name.startsWith("lib")) {
          add(path);
        }
      }
    }
    // As on GitHub's runners; "shell: python" means a program of this name.
    Path python = Path.of("/usr/bin/python3");
    if (Files.exists(python) && !Files.exists(python.resolveSibling("python"))) {
      innerLinks.put(Path.of("usr/bin/python"), python.getFileName());
    }
    layers.put(Path.of("etc"), etc);
    for (String name : PACKAGE_DATA) {
      if (Files.isDirectory(Path.of("/", name))) {
        layers.put(Path.of(name), Path.of("/", name));
      }
    }
  }

  /**
   * In a directory of their own, with a link on the PATH, where the system has none of that kind.
   */
  private void addPythons(HostPythons pythons) throws IOException {
    for (Map.Entry<String, Path> python : pythons.prefixes().entrySet()) {
      String program = python.getKey();
      Path prefix = python.getValue();
      boolean known =
          JobLayout.SYSTEM_PATH.stream()
              .anyMatch(directory -> Files.exists(Path.of(directory, program)));
      if (!known) {
        Path place = JobLayout.PYTHONS.resolve(String.valueOf(prefix.getFileName()));
        Path inside = Path.of("/").relativize(place);
        // Through a link, an environment made of it would look for its library beside the link.
        script(scripts, program, "#!/bin/sh\nexec " + place + "/bin/" + program + " \"$@\"\n");
        layers.put(inside, prefix);
        leftOut.put(inside, HostPythons.installed(program, prefix));
        // The program looks for its library where it was built; the linker looks here, too.
        for (String library : HostPythons.libraries(prefix)) {
          innerLinks.put(Path.of("usr/lib", library), place.resolve("lib").resolve(library));
        }
      }
    }
  }

  private void add(Path path) throws IOException {
    Path inside = Path.of("/").relativize(path);
    if (Files.isSymbolicLink(path)) {
      links.put(inside, Files.readSymbolicLink(path));
    } else if (Files.isDirectory(path)) {
      layers.put(inside, path);
    }
  }

  private static void script(Path directory, String name, String text) {
    write(directory.resolve(name), text, "rwxr-xr-x");
  }

  private static void write(Path file, String text, String mode) {
    try {
      Files.setPosixFilePermissions(
          Files.writeString(file, text), PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new SlipwayException("could not write " + file + " for jobs: " + e.getMessage(), e);
    }
  }

  /** The scripts that start our programs where the job sees the directory as {@code seen}. */
  private static void launchers(Path directory, Path seen, Toolbox toolbox, String java) {
    for (String name : toolbox.programs()) {
      String begin =
          "#!/bin/sh\nexport SLIPWAY_STANDINS=" + ShellQuote.word(seen.toString()) + "\n";
      script(directory, name, begin + shortcut(directory, name) + start(toolbox, java, name));
    }
  }

  /** What a script does before it starts Java, which takes longer than most of what it is for. */
  private static String shortcut(Path directory, String name) {
    return switch (name) {
      case "docker" -> {
        // Not a program of the PATH: it is no executable file.
        write(directory.resolve("docker.pl"), resource("docker.pl"), "rw-r--r--");
        yield resource("docker.sh");
      }
      case "kubectl" -> resource("kubectl.sh");
      default -> "";
    };
  }

  /**
   * The part of a script that starts a program of ours in a Java machine.
   *
   * @param java how one is started there, as words of a shell
   */
  private static String start(Toolbox toolbox, String java, String name) {
    // Java announces options of this variable on every start: the tool's output must be its own.
    var script = new StringBuilder("options=$JAVA_TOOL_OPTIONS\n");
    script.append("unset JAVA_TOOL_OPTIONS\nexec ").append(java).append(" $options");
    toolbox.options().forEach(option -> script.append(' ').append(ShellQuote.word(option)));
    return script
        .append(' ')
        .append(toolbox.mainClass())
        .append(' ')
        .append(ShellQuote.word(name))
        .append(" \"$@\"\n")
        .toString();
  }

  static String resource(String name) {
    try (InputStream stream = HostTools.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SlipwayException("could not read " + name + ": " + e.getMessage(), e);
    }
  }

  /** Directories of the job's root, relative, with what of the host they show. */
  Map<Path, Path> layers() {
    return layers;
  }

  /** What jobs do not see of a layer, relative to it. */
  List<Path> leftOut(Path layer) {
    return leftOut.getOrDefault(layer, List.of());
  }

  /** Links that are made in the layers, relative to the root, with their targets. */
  Map<Path, Path> innerLinks() {
    return innerLinks;
  }

  /** Links at the top of the job's root, relative, with their targets. */
  Map<Path, Path> links() {
    return links;
  }

  Path scripts() {
    return scripts;
  }

  /** As {@link #scripts}, for jobs on the host itself. */
  Path hostScripts() {
    return hostScripts;
  }

  /** As {@link #scripts}, for images in which steps are root. */
  Path imageScripts() {
    return imageScripts;
  }

  /** As {@link #imageScripts}, without a sudo: whoever is not root in an image stays so. */
  Path plainImageScripts() {
    return plainImageScripts;
  }

  /** What Java needs of the machine's libraries. */
  Path libraries() {
    return libraries;
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      DirectoryTree.delete(directory);
    }
  }
}
