package dev.slipway.kubernetes.store;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change with its objects as texts, which nobody may alter. Changes of one object share them: the
 * state before one is the state after the last.
 */
record PackedEvent(
    long version, StoreEvent.Kind kind, ObjectName name, byte[] object, Optional<byte[]> previous) {
  private static final int LEAST = 256;

  /** What it takes, as if it shared its previous state. */
  int bytes() {
    return Math.max(object.length, LEAST);
  }

  /** Whether this is the change that left that very text. */
  @SuppressWarnings("ReferenceEquality") // another change may have left an equal one
  boolean isOf(byte[] text) {
    return text == object;
  }

  StoreEvent unpack() {
    return new StoreEvent(version, kind, read(object), previous.map(PackedEvent::read));
  }

  private static KubeObject read(byte[] text) {
    return KubeObject.of((ObjectNode) Json.parse(text, "stored change"));
  }
}
