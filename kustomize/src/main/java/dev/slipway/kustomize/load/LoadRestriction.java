package dev.slipway.kustomize.load;

/** From where a kustomization may read files. Directories with kustomizations may lie anywhere. */
public enum LoadRestriction {
  /** Only from its own directory and below. */
  ROOT_ONLY,
  /** From anywhere. */
  NONE
}
