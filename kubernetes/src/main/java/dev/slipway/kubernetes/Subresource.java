package dev.slipway.kubernetes;

/** Which part of an object a write is about. */
enum Subresource {
  MAIN,
  STATUS,
  /** The containers that debuggers add to a running pod. */
  EPHEMERAL
}
