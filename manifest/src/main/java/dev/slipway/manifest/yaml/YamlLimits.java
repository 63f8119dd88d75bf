package dev.slipway.manifest.yaml;

/**
 * What a document may cost, so that no input can exhaust the process.
 *
 * @param characters the longest text
 * @param depth the deepest nesting
 * @param copiedNodes how many nodes aliases may copy; an alias is a copy, not a reference
 */
public record YamlLimits(int characters, int depth, int copiedNodes) {
  /** 64 million characters, 400 levels, a million copied nodes. */
  public static final YamlLimits DEFAULT = new YamlLimits(64 << 20, 400, 1_000_000);
}
