package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.dockerfile.syntax.Dockerfile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the build checks look at.
 *
 * @param buildArguments as given with {@code --build-arg}
 * @param ignore the patterns of the ignore file, and its name
 * @param bases what is known of an image, by its name after expansion; empty when the image is not
 *     known, in which case only what looks like a misspelling is reported
 * @param containerPorts the ports the deployment of this image uses; empty when unknown
 */
public record LintInput(
    Dockerfile dockerfile,
    Map<String, String> buildArguments,
    Optional<IgnoreList> ignore,
    Function<String, Optional<Base>> bases,
    Set<Integer> containerPorts) {

  /**
   * An ignore file.
   *
   * @param name the file as the user named it
   */
  public record IgnoreList(String name, IgnorePatterns patterns) {}

  /**
   * What an image brings along.
   *
   * @param variables the names of its variables
   * @param platform what it was made for, such as {@code linux/amd64}
   * @param wanted what the build is for, likewise
   */
  public record Base(Set<String> variables, String platform, String wanted) {
    public Base {
      variables = Set.copyOf(variables);
    }
  }

  public LintInput {
    buildArguments = Map.copyOf(buildArguments);
    containerPorts = Set.copyOf(containerPorts);
  }

  /** A Dockerfile alone, without any knowledge of its surroundings. */
  public static LintInput of(Dockerfile dockerfile) {
    return new LintInput(
        dockerfile, Map.of(), Optional.empty(), image -> Optional.empty(), Set.of());
  }

  public LintInput withBuildArguments(Map<String, String> arguments) {
    return new LintInput(dockerfile, arguments, ignore, bases, containerPorts);
  }

  public LintInput withIgnore(String name, IgnorePatterns patterns) {
    var list = Optional.of(new IgnoreList(name, patterns));
    return new LintInput(dockerfile, buildArguments, list, bases, containerPorts);
  }

  public LintInput withBases(Function<String, Optional<Base>> known) {
    return new LintInput(dockerfile, buildArguments, ignore, known, containerPorts);
  }

  public LintInput withContainerPorts(Set<Integer> ports) {
    return new LintInput(dockerfile, buildArguments, ignore, bases, ports);
  }
}
