package dev.slipway.dockerfile.leak;

import dev.slipway.dockerfile.leak.Leak.Weight;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells by a file's name what it is likely to hold. */
final class SecretFiles {
  private static final Pattern ENVIRONMENT = Pattern.compile("\\.env([._-].+)?|.+\\.env");
  private static final Pattern TEMPLATE =
      Pattern.compile(
          "(.*[._-])?(example|sample|template|tmpl|tpl|dist|defaults?|schema)([._-].*)?");
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?m)^[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \\t]*=[ \\t]*[^\\s#]");

  /** Whole directories of other people's files: their tests hold keys that are no secrets. */
  private static final Set<String> VENDORED =
      Set.of("node_modules", "bower_components", "site-packages", "dist-packages", "gems", "Pods");

  /** Go's modules and PHP's packages; what lies in {@code vendor} itself may be one's own. */
  private static final Pattern PACKAGE = Pattern.compile("(.*/)?vendor/[^/]+/[^/]+");

  private SecretFiles() {}

  /**
   * Whether a directory is not looked into at all.
   *
   * @param directory its path in the image
   */
  static boolean isVendored(String directory) {
    return VENDORED.contains(directory.substring(directory.lastIndexOf('/') + 1))
        || PACKAGE.matcher(directory).matches();
  }

  /** Whether a file of this name is an environment file, and no template of one. */
  static boolean isEnvironment(String name) {
    return ENVIRONMENT.matcher(name).matches() && !TEMPLATE.matcher(name).matches();
  }

  /**
   * An environment file with values that are not meant for browsers.
   *
   * @param name the file's own name
   */
  static Optional<Leak> environmentFile(String place, String name, byte[] bytes) {
    if (!isEnvironment(name)) {
      return Optional.empty();
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher value = ASSIGNMENT.matcher(text);
    do {
      if (!value.find()) {
        return Optional.empty();
      }
    } while (KnownSecret.isPublic(value.group(1)));
    int line = 1 + (int) text.substring(0, value.start()).chars().filter(c -> c == '\n').count();
    Weight weight = name.startsWith(".env") ? Weight.REFUSED : Weight.TOLD;
    return Optional.of(new Leak(place, line, "the values of an environment file", weight));
  }
}
