package dev.slipway.runner.builtin.docker;

import dev.slipway.runner.action.ActionInputs;

/**
 * The input {@code flavor}: what holds for all tags.
 *
 * @param prefixesLatest whether the prefix is put before {@code latest} too; so with the suffix
 */
record TagFlavor(
    Latest latest, String prefix, boolean prefixesLatest, String suffix, boolean suffixesLatest) {
  /** When there is a tag {@code latest}. */
  enum Latest {
    /** With versions that are none before their time, and tags of git. */
    AUTO,
    ALWAYS,
    NEVER
  }

  static TagFlavor of(ActionInputs inputs) {
    Latest latest = Latest.AUTO;
    String prefix = "";
    String suffix = "";
    boolean prefixesLatest = false;
    boolean suffixesLatest = false;
    for (String line : inputs.lines("flavor")) {
      boolean onLatest = line.contains("onlatest=true");
      var fields = TagRule.fields(line, "");
      if (fields.containsKey("latest")) {
        latest =
            switch (fields.getOrDefault("latest", "")) {
              case "auto" -> Latest.AUTO;
              case "true" -> Latest.ALWAYS;
              case "false" -> Latest.NEVER;
              default ->
                  throw inputs.invalid(
                      "flavor", "Invalid latest flavor entry: " + line, "write auto, true, false");
            };
      } else if (fields.containsKey("prefix")) {
        prefix = fields.getOrDefault("prefix", "");
        prefixesLatest = onLatest;
      } else if (fields.containsKey("suffix")) {
        suffix = fields.getOrDefault("suffix", "");
        suffixesLatest = onLatest;
      } else {
        throw inputs.invalid(
            "flavor", "Unknown flavor entry: " + line, "there are latest, prefix and suffix");
      }
    }
    return new TagFlavor(latest, prefix, prefixesLatest, suffix, suffixesLatest);
  }

  String latestName() {
    return (prefixesLatest ? prefix : "") + "latest" + (suffixesLatest ? suffix : "");
  }
}
