package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import tools.jackson.databind.node.ObjectNode;

/** Users and signatures as webhooks print them. */
final class People {
  private People() {}

  /** A user account. */
  static ObjectNode user(Account account) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("login", account.login());
    json.put("id", account.id());
    json.put("type", account.bot() ? "Bot" : "User");
    json.put("site_admin", false);
    return json;
  }

  /** A commit's author or committer, or who pushed. */
  static ObjectNode signature(String name, String email) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("name", name);
    json.put("email", email);
    return json;
  }
}
