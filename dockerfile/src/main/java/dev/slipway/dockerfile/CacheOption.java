package dev.slipway.dockerfile;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.CacheLocation.Mode;
import dev.slipway.dockerfile.CacheLocation.Unreachable;
import dev.slipway.oci.ImageReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of {@code --cache-from} or {@code --cache-to}: {@code type=TYPE,KEY=VALUE,…}, or a name
 * alone, which is one in a registry.
 */
public final class CacheOption {
  /** Keys that change what is done; the place of {@code local} is not the same both ways. */
  private static final List<String> USED =
      List.of("type", "mode", "ref", "src", "dest", "ignore-error");

  /** Keys of GitHub's service, which is not asked. */
  private static final List<String> SERVICE =
      List.of("scope", "url", "url_v2", "token", "timeout", "version", "repository", "ghtoken");

  /** Keys that say how it is stored: as said here, or not at all. */
  private static final Map<String, String> STORED =
      Map.of("oci-mediatypes", "true", "image-manifest", "true");

  private final Use use;
  private final String value;
  private final Map<String, String> keys;

  /** Which of the two options it is. */
  public enum Use {
    FROM("--cache-from"),
    TO("--cache-to");

    private final String option;

    Use(String option) {
      this.option = option;
    }
  }

  private CacheOption(Use use, String value, Map<String, String> keys) {
    this.use = use;
    this.value = value;
    this.keys = keys;
  }

  /**
   * Reads a value's fields.
   *
   * @throws InputException when one has no name
   */
  public static CacheOption parse(Use use, String value) {
    var keys = new LinkedHashMap<String, String>();
    if (!value.contains("=")) {
      keys.put("type", "registry");
      keys.put("ref", value);
      return new CacheOption(use, value, keys);
    }
    for (String field : value.split(",", -1)) {
      int equals = field.indexOf('=');
      if (equals < 1) {
        throw invalid(use, value, "has a field without a value", "write " + use.option + " type=…");
      }
      keys.put(field.substring(0, equals), field.substring(equals + 1));
    }
    return new CacheOption(use, value, keys);
  }

  /**
   * The place it names.
   *
   * @param directory what relative paths are relative to
   * @throws InputException when the type is not known or something is missing
   */
  public CacheLocation location(Path directory) {
    Mode mode = mode();
    Unreachable unreachable = unreachable();
    return switch (key("type")) {
      case "gha" -> new CacheLocation.Kept(mode);
      case "inline" ->
          switch (use) {
            // An image is read by its name; those of this builder need not be read at all.
            case FROM -> new CacheLocation.Kept(mode);
            case TO -> new CacheLocation.Inline();
          };
      case "local" -> new CacheLocation.Directory(directory.resolve(path()), mode, unreachable);
      case "registry" -> new CacheLocation.Registry(reference(), mode, unreachable);
      default ->
          throw invalid(
              use,
              value,
              "has the type \"" + key("type") + "\", which is not supported",
              "use gha, inline, local or registry");
    };
  }

  private String key(String name) {
    return keys.getOrDefault(name, "");
  }

  private String path() {
    String name =
        switch (use) {
          case FROM -> "src";
          case TO -> "dest";
        };
    if (key(name).isEmpty()) {
      throw invalid(use, value, "names no directory", "add " + name + "=DIR");
    }
    return key(name);
  }

  private ImageReference reference() {
    if (key("ref").isEmpty()) {
      throw invalid(use, value, "names no image", "add ref=REGISTRY/NAME:TAG");
    }
    return ImageReference.parse(key("ref"));
  }

  private Mode mode() {
    return switch (keys.getOrDefault("mode", "min")) {
      case "min" -> Mode.MIN;
      case "max" -> Mode.MAX;
      default -> throw invalid(use, value, "has the unknown mode " + key("mode"), "use min or max");
    };
  }

  private Unreachable unreachable() {
    return isTrue("ignore-error") ? Unreachable.IS_TOLD : Unreachable.FAILS;
  }

  private boolean isTrue(String name) {
    return switch (keys.getOrDefault(name, "false")) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw invalid(use, value, "has " + name + "=" + key(name), "write true or false");
    };
  }

  /** What it asks for and is done otherwise, in words. */
  public List<String> notices() {
    var notices = new ArrayList<String>();
    if (key("type").equals("inline") && use == Use.FROM) {
      notices.add(
          use.option + " type=inline has no effect: name the image, type=registry,ref=NAME");
    }
    for (var key : keys.entrySet()) {
      String name = key.getKey();
      boolean known = USED.contains(name) || (SERVICE.contains(name) && key("type").equals("gha"));
      if (STORED.containsKey(name)) {
        known = String.valueOf(isTrue(name)).equals(STORED.get(name));
      }
      if (!known) {
        notices.add(use.option + ": " + name + "=" + key.getValue() + " has no effect");
      }
    }
    return List.copyOf(notices);
  }

  private static InputException invalid(Use use, String value, String problem, String hint) {
    return new InputException(Position.of(use.option + " " + value), problem, hint);
  }
}
