package dev.slipway.kustomize.load;

/** Whether a build may fetch resources from git repositories and web servers. */
public enum RemoteAccess {
  ALLOWED,
  REFUSED
}
