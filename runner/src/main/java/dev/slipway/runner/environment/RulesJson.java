package dev.slipway.runner.environment;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.runner.environment.ProtectionRules.Bypass;
import dev.slipway.runner.environment.ProtectionRules.Refs;
import dev.slipway.runner.environment.ProtectionRules.SelfReview;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules as the API and the database write them, with GitHub's names where it has one. */
final class RulesJson {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "reviewers",
          "prevent_self_review",
          "wait_timer",
          "protected_branches",
          "branches",
          "tags",
          "can_admins_bypass");

  private RulesJson() {}

  static ObjectNode write(ProtectionRules rules) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    ArrayNode reviewers = node.putArray("reviewers");
    rules.reviewers().forEach(reviewers::add);
    node.put("prevent_self_review", rules.selfReview() == SelfReview.PREVENTED);
    node.put("wait_timer", rules.waiting().toMinutes());
    switch (rules.refs()) {
      case Refs.Any any -> {}
      case Refs.ProtectedBranches branches -> node.put("protected_branches", true);
      case Refs.Selected(List<RefPattern> patterns) -> {
        ArrayNode branches = node.putArray("branches");
        ArrayNode tags = node.putArray("tags");
        patterns.forEach(pattern ->
            (pattern.kind() == RefPattern.Kind.BRANCH ? branches : tags).add(pattern.text()));
      }
    }
    return node.put("can_admins_bypass", rules.bypass() == Bypass.MAINTAINERS);
  }

  /**
   * Reads them.
   *
   * @throws InputException when a key is unknown or its value is not possible
   */
  static ProtectionRules read(JsonNode node) {
    if (!node.isObject()) {
      throw invalid("the rules are no JSON object", "write {\"reviewers\": [\"NAME\"]}");
    }
    node.propertyNames().stream()
        .filter(key -> !KEYS.contains(key))
        .findFirst()
        .ifPresent(key -> {
          throw invalid(
              "there is no rule \"" + key + "\"",
              "there are " + String.join(", ", KEYS.stream().sorted().toList()));
        });
    return new ProtectionRules(
        texts(node, "reviewers"),
        flag(node, "prevent_self_review", false) ? SelfReview.PREVENTED : SelfReview.ALLOWED,
        Duration.ofMinutes(minutes(node.path("wait_timer"))),
        refs(node),
        flag(node, "can_admins_bypass", true) ? Bypass.MAINTAINERS : Bypass.NOBODY);
  }

  private static Refs refs(JsonNode node) {
    var patterns = new ArrayList<RefPattern>();
    texts(node, "branches").forEach(p -> patterns.add(new RefPattern(RefPattern.Kind.BRANCH, p)));
    texts(node, "tags").forEach(p -> patterns.add(new RefPattern(RefPattern.Kind.TAG, p)));
    boolean selected = node.has("branches") || node.has("tags");
    if (flag(node, "protected_branches", false)) {
      if (!patterns.isEmpty()) {
        throw invalid("protected_branches and patterns exclude each other", "say one of the two");
      }
      return new Refs.ProtectedBranches();
    }
    return selected ? new Refs.Selected(patterns) : new Refs.Any();
  }

  private static long minutes(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw invalid("wait_timer is no number of minutes", "write 0 to 43200");
    }
    return value.asInt();
  }

  private static boolean flag(JsonNode node, String key, boolean fallback) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw invalid(key + " is neither true nor false", "write one of them");
    }
    return value.asBoolean();
  }

  private static List<String> texts(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.valueStream().anyMatch(item -> !item.isString())) {
      throw invalid(key + " is no list of texts", "write [\"NAME\"]");
    }
    return value.valueStream().map(JsonNode::asString).toList();
  }

  private static InputException invalid(String problem, String hint) {
    return new InputException(InputException.Position.of("protection rules"), problem, hint);
  }
}
