package dev.slipway.kustomize.resource;

/** What a generated object does when there is one of its name already. */
public enum Behavior {
  UNSPECIFIED,
  CREATE,
  REPLACE,
  MERGE
}
