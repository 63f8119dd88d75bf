package dev.slipway.manifest.patch;

/** Which of the two strategic merges is meant; they differ in what they know and in list order. */
public enum MergeMode {
  /**
   * As the Kubernetes API server: understands {@code $setElementOrder}, {@code $retainKeys} and
   * {@code $deleteFromPrimitiveList}; new list elements come last unless an order is given.
   */
  API_SERVER,
  /**
   * As kustomize: only {@code $patch} is a directive, everything else is data; list elements of the
   * patch come first.
   */
  KUSTOMIZE
}
