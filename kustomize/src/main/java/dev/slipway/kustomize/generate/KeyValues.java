package dev.slipway.kustomize.generate;

import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Collects the entries of a generator from literals, files and environment files. */
final class KeyValues {
  private final Section section;
  private final Location location;
  private final Map<String, byte[]> values = new LinkedHashMap<>();

  private KeyValues(Section section, Location location) {
    this.section = section;
    this.location = location;
  }

  /** Environment files first, then files, then literals; a key may come once. */
  static Map<String, byte[]> read(Section section, Location location) {
    var reader = new KeyValues(section, location);
    int index = 0;
    for (String file : section.texts("envs")) {
      reader.environment(file, "envs/" + index++);
    }
    String env = section.text("env");
    if (!env.isEmpty()) {
      reader.environment(env, "env");
    }
    index = 0;
    for (String file : section.texts("files")) {
      reader.file(file, "files/" + index++);
    }
    index = 0;
    for (String literal : section.texts("literals")) {
      reader.literal(literal, "literals/" + index++);
    }
    return reader.values;
  }

  /** The bytes as text; nothing when they are none. */
  static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private void literal(String literal, String place) {
    int equals = literal.indexOf('=');
    if (equals < 1) {
      throw section.error(place, "invalid literal source " + literal + ", expected key=value", "");
    }
    String value = unquote(literal.substring(equals + 1));
    add(literal.substring(0, equals), value.getBytes(StandardCharsets.UTF_8), place);
  }

  private static String unquote(String value) {
    boolean quoted =
        value.length() >= 2
            && value.charAt(0) == value.charAt(value.length() - 1)
            && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private void file(String source, String place) {
    int equals = source.indexOf('=');
    if (equals == 0
        || equals == source.length() - 1
        || (equals >= 0 && source.indexOf('=', equals + 1) >= 0)) {
      throw section.error(place, "invalid file source " + source + ", expected [key=]path", "");
    }
    String path = source.substring(equals + 1);
    String key =
        equals > 0 ? source.substring(0, equals) : path.substring(path.lastIndexOf('/') + 1);
    add(key, location.read(path, section.position(place)), place);
  }

  private void environment(String path, String place) {
    byte[] bytes = location.read(path, section.position(place));
    String text =
        text(bytes).orElseThrow(() -> section.error(place, path + " is not UTF-8 text", ""));
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }

    for (String line : text.split("\n", -1)) {
      variable(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line, place);
    }
  }

  private void variable(String line, String place) {
    String text = line.stripLeading();
    if (text.isEmpty() || text.startsWith("#")) {
      return;
    }
    int equals = text.indexOf('=');
    String key = equals < 0 ? text : text.substring(0, equals);
    // A key alone has an empty value: the environment of the process is nobody's input.
    String value = equals < 0 ? "" : text.substring(equals + 1);
    add(key, value.getBytes(StandardCharsets.UTF_8), place);
  }

  private void add(String key, byte[] value, String place) {
    if (values.putIfAbsent(key, value) != null) {
      throw section.error(
          place, "cannot add key " + key + ", another key by that name already exists", "");
    }
  }
}
