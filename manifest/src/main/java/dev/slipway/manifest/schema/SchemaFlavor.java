package dev.slipway.manifest.schema;

/** Whose knowledge of the built-in kinds applies. */
public enum SchemaFlavor {
  /** The kinds and fields of Kubernetes 1.32. */
  API_SERVER,
  /** The kinds and fields of Kubernetes 1.21, which kustomize embeds. */
  KUSTOMIZE
}
