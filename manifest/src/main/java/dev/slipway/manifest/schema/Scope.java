package dev.slipway.manifest.schema;

/** Where the objects of a kind live. */
public enum Scope {
  NAMESPACED,
  CLUSTER,
  /** A kind nobody described; most such kinds are namespaced. */
  UNKNOWN
}
