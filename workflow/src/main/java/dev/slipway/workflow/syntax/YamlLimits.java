package dev.slipway.workflow.syntax;

/**
 * How large a workflow file may be.
 *
 * @param characters of the file
 * @param depth of nested collections
 * @param aliased values that aliases may copy in all
 */
record YamlLimits(int characters, int depth, int aliased) {
  static final YamlLimits DEFAULT = new YamlLimits(1 << 20, 50, 10_000);
}
