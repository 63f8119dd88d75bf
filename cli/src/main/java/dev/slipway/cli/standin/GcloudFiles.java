package dev.slipway.cli.standin;

import dev.slipway.base.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** gcloud's directory: its properties, a login, a kept token. */
final class GcloudFiles {
  private final Surroundings around;
  private final Path directory;

  GcloudFiles(Surroundings around) {
    this.around = around;
    this.directory =
        around
            .variable("CLOUDSDK_CONFIG")
            .map(Path::of)
            .orElseGet(() -> around.home().resolve(".config/gcloud"));
  }

  Path directory() {
    return directory;
  }

  Path login() {
    return directory.resolve("slipway-login.json");
  }

  Path token() {
    return directory.resolve("slipway-token.json");
  }

  private Path properties() {
    return directory.resolve("configurations/config_default");
  }

  /** A property such as {@code core/project}: the environment's, else the file's. */
  Optional<String> property(String name) throws IOException {
    String full = full(name);
    Optional<String> variable =
        around.variable("CLOUDSDK_" + full.replace('/', '_').toUpperCase(Locale.ROOT));
    return variable.isPresent() ? variable : Optional.ofNullable(read().get(full));
  }

  static String full(String name) {
    return name.contains("/") ? name : "core/" + name;
  }

  void set(String name, String value) throws IOException {
    Map<String, String> all = read();
    all.put(full(name), value);
    write(all);
  }

  void unset(String name) throws IOException {
    Map<String, String> all = read();
    all.remove(full(name));
    write(all);
  }

  /** All properties of the file, by section and name. */
  Map<String, String> read() throws IOException {
    var all = new TreeMap<String, String>();
    if (!Files.exists(properties())) {
      return all;
    }
    String section = "core";
    for (String line : Files.readAllLines(properties())) {
      String text = line.strip();
      int equals = text.indexOf('=');
      if (text.startsWith("[") && text.endsWith("]")) {
        section = text.substring(1, text.length() - 1);
      } else if (equals > 0 && !text.startsWith("#")) {
        all.put(
            section + "/" + text.substring(0, equals).strip(), text.substring(equals + 1).strip());
      }
    }
    return all;
  }

  private void write(Map<String, String> all) throws IOException {
    var text = new StringBuilder();
    String section = "";
    for (var entry : all.entrySet()) {
      int slash = entry.getKey().indexOf('/');
      String own = entry.getKey().substring(0, slash);
      if (!own.equals(section)) {
        text.append('[').append(own).append("]\n");
        section = own;
      }
      text.append(entry.getKey().substring(slash + 1)).append(" = ").append(entry.getValue());
      text.append('\n');
    }
    Files.createDirectories(properties().getParent());
    DurableFiles.write(properties(), text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
