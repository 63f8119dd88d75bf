package dev.slipway.registry.cleanup;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.registry.cleanup.CleanupPolicy.Action;
import dev.slipway.registry.cleanup.CleanupPolicy.Condition;
import dev.slipway.registry.cleanup.CleanupPolicy.MostRecent;
import dev.slipway.registry.cleanup.CleanupPolicy.Rule;
import dev.slipway.registry.cleanup.CleanupPolicy.TagState;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Policies as JSON: the map of Artifact Registry's API, and the list of the files that {@code
 * gcloud artifacts repositories set-cleanup-policies} takes.
 */
public final class CleanupPolicyJson {
  private static final int MAX_POLICIES = 10;
  private static final BigDecimal LONGEST = BigDecimal.valueOf(1_000_000_000L);
  private static final Set<String> POLICY =
      Set.of("id", "name", "action", "condition", "mostRecentVersions");
  private static final Set<String> CONDITION =
      Set.of(
          "tagState",
          "tagPrefixes",
          "versionNamePrefixes",
          "packageNamePrefixes",
          "olderThan",
          "newerThan",
          "moreStaleThan");
  private static final Set<String> MOST_RECENT = Set.of("packageNamePrefixes", "keepCount");
  private static final Map<String, Long> UNITS =
      Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);

  private CleanupPolicyJson() {}

  /**
   * Reads all policies of a repository.
   *
   * @throws InputException naming the policy and the field that is wrong
   */
  public static List<CleanupPolicy> parse(JsonNode json) {
    var policies = new ArrayList<CleanupPolicy>();
    if (json.isObject()) {
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        policies.add(policy(entry.getKey(), entry.getValue()));
      }
    } else if (json.isArray()) {
      for (JsonNode entry : json) {
        policies.add(policy(entry.path("name").asString(entry.path("id").asString("")), entry));
      }
    } else if (!json.isMissingNode() && !json.isNull()) {
      throw wrong("cleanupPolicies", "is neither a map nor a list of policies");
    }
    if (policies.size() > MAX_POLICIES) {
      throw wrong("cleanupPolicies", "has more than " + MAX_POLICIES + " policies");
    }
    var ids = new HashSet<String>();
    for (CleanupPolicy policy : policies) {
      if (!ids.add(policy.id())) {
        throw wrong("policy " + policy.id(), "is there twice");
      }
    }
    return List.copyOf(policies);
  }

  private static CleanupPolicy policy(String id, JsonNode json) {
    String where = "policy " + id;
    if (id.isEmpty() || !json.isObject()) {
      throw wrong("cleanupPolicies", "has a policy without a name");
    }
    requireKnown(where, json, POLICY);
    String named = json.path("action").path("type").asString(json.path("action").asString(""));
    Action action =
        switch (named.toUpperCase(Locale.ROOT)) {
          case "DELETE" -> Action.DELETE;
          case "KEEP" -> Action.KEEP;
          default -> throw wrong(where, "has the action '" + named + "'; it is Delete or Keep");
        };
    boolean recent = json.hasNonNull("mostRecentVersions");
    if (recent == json.hasNonNull("condition")) {
      throw wrong(where, "needs either a condition or mostRecentVersions");
    }
    if (recent && action == Action.DELETE) {
      throw wrong(where, "deletes by mostRecentVersions, which can only keep");
    }
    return new CleanupPolicy(
        id,
        action,
        recent
            ? mostRecent(where, json.path("mostRecentVersions"))
            : condition(where, json.path("condition")));
  }

  private static Rule mostRecent(String where, JsonNode json) {
    requireKnown(where, json, MOST_RECENT);
    int count = json.path("keepCount").asInt(0);
    if (count < 1) {
      throw wrong(where, "needs a keepCount of at least 1");
    }
    return new MostRecent(texts(where, json, "packageNamePrefixes"), count);
  }

  private static Rule condition(String where, JsonNode json) {
    requireKnown(where, json, CONDITION);
    var condition =
        new Condition(
            tagState(where, json.path("tagState").asString("ANY")),
            texts(where, json, "tagPrefixes"),
            texts(where, json, "versionNamePrefixes"),
            texts(where, json, "packageNamePrefixes"),
            duration(where, json, "olderThan"),
            duration(where, json, "newerThan"),
            duration(where, json, "moreStaleThan"));
    if (!condition.tagPrefixes().isEmpty() && condition.tagState() == TagState.UNTAGGED) {
      throw wrong(where, "asks for tag prefixes of versions without tags");
    }
    return condition;
  }

  private static TagState tagState(String where, String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "TAGGED" -> TagState.TAGGED;
      case "UNTAGGED" -> TagState.UNTAGGED;
      case "ANY", "TAG_STATE_UNSPECIFIED" -> TagState.ANY;
      default ->
          throw wrong(where, "has the tagState '" + text + "'; it is tagged, untagged or any");
    };
  }

  private static List<String> texts(String where, JsonNode json, String field) {
    var texts = new ArrayList<String>();
    for (JsonNode text : json.path(field)) {
      if (!text.isString()) {
        throw wrong(where, "has something else than text in " + field);
      }
      texts.add(text.asString());
    }
    return texts;
  }

  private static Optional<Duration> duration(String where, JsonNode json, String field) {
    String text = json.path(field).asString("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Long unit = UNITS.get(text.substring(text.length() - 1));
    try {
      var number = new BigDecimal(text.substring(0, text.length() - 1));
      if (unit != null && number.signum() >= 0 && number.compareTo(LONGEST) < 0) {
        return Optional.of(
            Duration.ofSeconds(number.multiply(BigDecimal.valueOf(unit)).longValue()));
      }
    } catch (NumberFormatException e) {
      throw notDuration(where, field, text);
    }
    throw notDuration(where, field, text);
  }

  private static InputException notDuration(String where, String field, String text) {
    return wrong(where, "has " + field + " '" + text + "'; write 30d, 12h, 10m or 3600s");
  }

  private static void requireKnown(String where, JsonNode json, Set<String> known) {
    for (String key : json.propertyNames()) {
      if (!known.contains(key)) {
        throw wrong(where, "has the field " + key + ", which is not known");
      }
    }
  }

  private static InputException wrong(String where, String problem) {
    return new InputException(
        Position.of("clean-up policies"),
        where + " " + problem,
        "see 'gcloud artifacts repositories set-cleanup-policies --help' for the form");
  }

  /** The map of Artifact Registry's API. */
  public static ObjectNode write(List<CleanupPolicy> policies) {
    var all = Json.MAPPER.createObjectNode();
    for (CleanupPolicy policy : policies) {
      var json = all.putObject(policy.id()).put("id", policy.id());
      json.put("action", policy.action().name());
      switch (policy.rule()) {
        case Condition condition -> write(condition, json.putObject("condition"));
        case MostRecent recent -> {
          var most = json.putObject("mostRecentVersions").put("keepCount", recent.keepCount());
          put(most, "packageNamePrefixes", recent.packageNamePrefixes());
        }
      }
    }
    return all;
  }

  private static void write(Condition condition, ObjectNode json) {
    json.put("tagState", condition.tagState().name());
    put(json, "tagPrefixes", condition.tagPrefixes());
    put(json, "versionNamePrefixes", condition.versionNamePrefixes());
    put(json, "packageNamePrefixes", condition.packageNamePrefixes());
    condition.olderThan().ifPresent(d -> json.put("olderThan", d.toSeconds() + "s"));
    condition.newerThan().ifPresent(d -> json.put("newerThan", d.toSeconds() + "s"));
    condition.moreStaleThan().ifPresent(d -> json.put("moreStaleThan", d.toSeconds() + "s"));
  }

  private static void put(ObjectNode json, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode list = json.putArray(field);
      texts.forEach(list::add);
    }
  }
}
