package dev.slipway.dockerfile.syntax;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One instruction of a Dockerfile. Words are as written, quotes and variables included: {@link
 * ShellWords} turns them into values when the plan is made.
 */
public sealed interface Instruction {
  Source source();

  /** Where it stands, heredocs included. */
  default SourceRange range() {
    return source().range();
  }

  /** Its upper-case name, as in {@code FROM}. */
  default String keyword() {
    return getClass().getSimpleName().toUpperCase(Locale.ROOT);
  }

  /**
   * FROM.
   *
   * @param name the stage's name in lower case
   */
  record From(Source source, String image, Optional<String> platform, Optional<String> name)
      implements Instruction {}

  /** ARG. */
  record Arg(Source source, List<ArgDefinition> definitions) implements Instruction {
    public Arg {
      definitions = List.copyOf(definitions);
    }
  }

  /** ENV. */
  record Env(Source source, List<Pair> pairs) implements Instruction {
    public Env {
      pairs = List.copyOf(pairs);
    }
  }

  /** LABEL. */
  record Label(Source source, List<Pair> pairs) implements Instruction {
    public Label {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * RUN.
   *
   * @param mounts {@code --mount}, its variables not replaced yet
   * @param devices {@code --device} as written
   */
  record Run(
      Source source,
      List<MountFlag> mounts,
      RunNetwork network,
      RunSecurity security,
      List<String> devices,
      CommandForm command)
      implements Instruction {
    public Run {
      mounts = List.copyOf(mounts);
      devices = List.copyOf(devices);
    }
  }

  /** Whether {@code --link} makes a copy a layer of its own. */
  enum LinkMode {
    ORDINARY,
    LINKED
  }

  /** Whether {@code --parents} keeps the directories of a source path. */
  enum ParentsMode {
    DROPPED,
    KEPT
  }

  /** {@code ADD --keep-git-dir}. */
  enum GitDirectory {
    DROPPED,
    KEPT
  }

  /** {@code ADD --unpack}. */
  enum Unpack {
    /** Not given: local archives are unpacked, downloaded ones are not. */
    LOCAL_ONLY,
    ALWAYS,
    NEVER
  }

  /**
   * COPY.
   *
   * @param sources paths, without the heredocs
   * @param inline files written as heredocs; each one's path is its {@link Heredoc#name}
   * @param from a stage, an image or a named context; the build context when empty
   */
  record Copy(
      Source source,
      List<String> sources,
      List<Heredoc> inline,
      String destination,
      Optional<String> from,
      Optional<String> chown,
      Optional<String> chmod,
      LinkMode link,
      List<String> exclude,
      ParentsMode parents)
      implements Instruction {
    public Copy {
      sources = List.copyOf(sources);
      inline = List.copyOf(inline);
      exclude = List.copyOf(exclude);
    }
  }

  /** ADD; shares its meaning with {@link Copy}. */
  record Add(
      Source source,
      List<String> sources,
      List<Heredoc> inline,
      String destination,
      Optional<String> chown,
      Optional<String> chmod,
      LinkMode link,
      List<String> exclude,
      Optional<String> checksum,
      GitDirectory gitDirectory,
      Unpack unpack)
      implements Instruction {
    public Add {
      sources = List.copyOf(sources);
      inline = List.copyOf(inline);
      exclude = List.copyOf(exclude);
    }
  }

  /** WORKDIR. */
  record Workdir(Source source, String path) implements Instruction {}

  /** USER. */
  record User(Source source, String user) implements Instruction {}

  /** EXPOSE: {@code port[-port][/protocol]} words, sorted. */
  record Expose(Source source, List<String> ports) implements Instruction {
    public Expose {
      ports = List.copyOf(ports);
    }
  }

  /** VOLUME. */
  record Volume(Source source, List<String> paths) implements Instruction {
    public Volume {
      paths = List.copyOf(paths);
    }
  }

  /** CMD. */
  record Cmd(Source source, CommandForm command) implements Instruction {}

  /** ENTRYPOINT. */
  record Entrypoint(Source source, CommandForm command) implements Instruction {}

  /** SHELL: never empty. */
  record Shell(Source source, List<String> arguments) implements Instruction {
    public Shell {
      arguments = List.copyOf(arguments);
    }
  }

  /** HEALTHCHECK. */
  record Healthcheck(Source source, Health health) implements Instruction {}

  /** What a HEALTHCHECK says. */
  sealed interface Health {
    /** {@code HEALTHCHECK NONE}: also no inherited one. */
    record None() implements Health {}

    /**
     * {@code HEALTHCHECK CMD}; a duration or number that is not given is inherited.
     *
     * @param retries failures in a row until unhealthy; 0 counts as not given
     */
    record Check(
        Optional<Duration> interval,
        Optional<Duration> timeout,
        Optional<Duration> startPeriod,
        Optional<Duration> startInterval,
        int retries,
        CommandForm command)
        implements Health {}
  }

  /** STOPSIGNAL. */
  record StopSignal(Source source, String signal) implements Instruction {}

  /**
   * ONBUILD.
   *
   * @param trigger the instruction's text for the image configuration, heredoc bodies included
   * @param instruction what it says
   */
  record OnBuild(Source source, String trigger, Instruction instruction) implements Instruction {}

  /** MAINTAINER. */
  record Maintainer(Source source, String name) implements Instruction {}
}
