package dev.slipway.kubernetes.api;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.kubernetes.NodeAgent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Passes terminal sizes on, also the one that came before anybody listened. */
final class TerminalSizes implements NodeAgent.Resizes {
  private @Nullable Listener listener;
  private int columns;
  private int rows;

  @Override
  public synchronized void subscribe(Listener subscriber) {
    listener = subscriber;
    if (columns > 0) {
      subscriber.resized(columns, rows);
    }
  }

  synchronized void resize(byte[] json) {
    try {
      JsonNode size = Json.parse(json, "terminal size");
      columns = size.path("Width").asInt(0);
      rows = size.path("Height").asInt(0);
    } catch (InputException e) {
      return; // a size that cannot be read changes nothing
    }
    if (listener != null && columns > 0) {
      listener.resized(columns, rows);
    }
  }
}
