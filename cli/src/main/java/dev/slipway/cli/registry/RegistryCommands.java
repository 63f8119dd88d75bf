package dev.slipway.cli.registry;

import dev.slipway.cli.command.Subcommand;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** All commands of this package, and what they share. */
public final class RegistryCommands {
  static final String API = "/api/v1/registry";
  private static final int SHOWN_DIGEST = 19;
  private static final int SHOWN_TIME = 19;

  private RegistryCommands() {}

  public static List<Subcommand> all() {
    return List.of(
        new Repositories(),
        new RepositoryCommand(),
        new Tags(),
        new TagCommand(),
        new UndoTag(),
        new CleanUp(),
        new Restore());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The beginning of a digest; a dash for none. */
  static String digest(JsonNode digest) {
    String text = digest.asString("");
    return text.isEmpty() ? "-" : text.substring(0, Math.min(SHOWN_DIGEST, text.length()));
  }

  /** A time to the second. */
  static String time(JsonNode time) {
    String text = time.asString("");
    return text.substring(0, Math.min(SHOWN_TIME, text.length())).replace('T', ' ');
  }

  static String tags(JsonNode tags) {
    var names = tags.valueStream().map(JsonNode::asString).toList();
    return names.isEmpty() ? "(untagged)" : String.join(",", names);
  }
}
