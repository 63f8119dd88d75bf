package dev.slipway.container;

/** What a container's first process reads. */
public enum StandardInput {
  /** Nothing: it is at its end from the start. */
  NONE,
  /** What those send who attach, one after the other; it never ends. */
  OPEN,
  /** What the first one sends who attaches; it ends when that one leaves. */
  ONCE
}
