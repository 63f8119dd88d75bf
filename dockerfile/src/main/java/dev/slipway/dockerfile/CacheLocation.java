package dev.slipway.dockerfile;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.oci.ImageReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Where results of steps are kept besides the builder's own cache. */
public sealed interface CacheLocation {
  /** Which steps go there. */
  enum Mode {
    /** Those whose layers are the image's. */
    MIN,
    /** All. */
    MAX
  }

  Mode mode();

  /** As part of a sentence. */
  default String shown() {
    return switch (this) {
      case Kept kept -> "the builder itself";
      case Directory(Path directory, var mode) -> "the directory " + directory;
      case Registry(ImageReference reference, var mode) -> reference.familiar();
    };
  }

  /** GitHub's cache service: a job's builder is this one, whose cache stays. Nothing is moved. */
  record Kept(Mode mode) implements CacheLocation {}

  /** An OCI layout in a directory: {@code type=local,dest=DIR} or {@code src=DIR}. */
  record Directory(Path directory, Mode mode) implements CacheLocation {}

  /** A name in a registry: {@code type=registry,ref=NAME}, or a name alone. */
  record Registry(ImageReference reference, Mode mode) implements CacheLocation {}

  /**
   * Reads a value of {@code --cache-from} or {@code --cache-to}.
   *
   * @param option the option's name, for messages
   * @param directory what relative paths are relative to
   * @throws InputException when the type is not known or something is missing
   */
  static CacheLocation parse(String option, String value, Path directory) {
    if (!value.contains("=")) {
      return new Registry(ImageReference.parse(value), Mode.MIN);
    }
    Map<String, String> keys = keys(option, value);
    Mode mode = mode(option, value, keys.getOrDefault("mode", "min"));
    return switch (keys.getOrDefault("type", "")) {
      case "gha", "inline" -> new Kept(mode);
      case "local" -> {
        String path = keys.getOrDefault("dest", keys.getOrDefault("src", ""));
        if (path.isEmpty()) {
          throw invalid(option, value, "names no directory", "add src=DIR or dest=DIR");
        }
        yield new Directory(directory.resolve(path), mode);
      }
      case "registry" -> {
        String reference = keys.getOrDefault("ref", "");
        if (reference.isEmpty()) {
          throw invalid(option, value, "names no image", "add ref=REGISTRY/NAME:TAG");
        }
        yield new Registry(ImageReference.parse(reference), mode);
      }
      default ->
          throw invalid(
              option,
              value,
              "has the type \"" + keys.getOrDefault("type", "") + "\", which is not supported",
              "use gha, registry or local");
    };
  }

  private static Mode mode(String option, String value, String mode) {
    return switch (mode) {
      case "min" -> Mode.MIN;
      case "max" -> Mode.MAX;
      default -> throw invalid(option, value, "has the unknown mode " + mode, "use min or max");
    };
  }

  /** Fields that only steer how others store caches are read and not needed here. */
  private static Map<String, String> keys(String option, String value) {
    var keys = new HashMap<String, String>();
    for (String field : value.split(",", -1)) {
      int equals = field.indexOf('=');
      if (equals < 1) {
        throw invalid(option, value, "has a field without a value", "write " + option + " type=…");
      }
      keys.put(field.substring(0, equals), field.substring(equals + 1));
    }
    return keys;
  }

  private static InputException invalid(String option, String value, String problem, String hint) {
    return new InputException(Position.of(option + " " + value), problem, hint);
  }
}
