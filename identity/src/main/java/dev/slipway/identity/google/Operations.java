package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.Response;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Long-running operations, which here have ended when they are answered. */
final class Operations {
  private static final String TYPES = "type.googleapis.com/";

  private Operations() {}

  /**
   * An operation that has ended.
   *
   * @param prefix the operation's name up to its id
   * @param type the message type of {@code response}
   */
  static Response done(String prefix, String type, ObjectNode response) {
    var answer =
        Json.MAPPER.createObjectNode().put("name", prefix + UUID.randomUUID()).put("done", true);
    var typed = Json.MAPPER.createObjectNode().put("@type", TYPES + type);
    typed.setAll(response);
    answer.set("response", typed);
    return Response.json(200, answer);
  }
}
