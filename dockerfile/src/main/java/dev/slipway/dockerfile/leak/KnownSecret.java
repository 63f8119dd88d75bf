package dev.slipway.dockerfile.leak;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret whose value is known: a build secret, or a value of an environment file beside the
 * Dockerfile. Wherever these bytes turn up in a layer, for example in a bundle, they have leaked.
 *
 * @param name what it is called in messages
 */
record KnownSecret(String name, byte[] value) {
  private static final int SHORTEST = 10;
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?m)^\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.+?)\\s*$");
  private static final Pattern SECRET_NAME =
      Pattern.compile("SECRET|TOKEN|PASSWORD|PASSWD|PRIVATE|CREDENTIAL|API_?KEY|ACCESS_?KEY");

  /** Bundlers put these into what browsers load: they are meant to be seen. */
  private static final Pattern PUBLIC_NAME =
      Pattern.compile(
          "^(VITE|NEXT_PUBLIC|NUXT_PUBLIC|REACT_APP|GATSBY|EXPO_PUBLIC|VUE_APP|PUBLIC)_.*");

  KnownSecret {
    value = value.clone();
  }

  /** Whether a variable's name says that its value is meant to be seen. */
  static boolean isPublic(String name) {
    return PUBLIC_NAME.matcher(name).matches();
  }

  /** Whether it is long enough not to be found by chance. */
  boolean isTelling() {
    return value.length >= SHORTEST;
  }

  static KnownSecret ofBuild(String id, byte[] value) {
    String text = new String(value, StandardCharsets.ISO_8859_1).strip();
    return new KnownSecret("the build secret " + id, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The values of an environment file whose names sound like secrets. */
  static List<KnownSecret> ofEnvironmentFile(String file, String text) {
    var found = new ArrayList<KnownSecret>();
    Matcher matcher = ASSIGNMENT.matcher(text);
    while (matcher.find()) {
      String name = matcher.group(1).toUpperCase(Locale.ROOT);
      if (SECRET_NAME.matcher(name).find() && !isPublic(name)) {
        String value = unquoted(matcher.group(2));
        found.add(
            new KnownSecret(
                "the value of " + matcher.group(1) + " in " + file,
                value.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return found.stream().filter(KnownSecret::isTelling).toList();
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  @Override
  public String toString() {
    return "KnownSecret[" + name + "]";
  }
}
