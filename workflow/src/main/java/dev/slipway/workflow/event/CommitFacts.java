package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A commit, as a webhook names it.
 *
 * @param sha 40 hexadecimal digits
 * @param tree its tree's id
 * @param distinct whether no other branch had it before
 */
public record CommitFacts(
    String sha,
    String tree,
    String message,
    OffsetDateTime time,
    String authorName,
    String authorEmail,
    String committerName,
    String committerEmail,
    boolean distinct,
    List<String> added,
    List<String> removed,
    List<String> modified) {
  public CommitFacts {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    modified = List.copyOf(modified);
  }

  ObjectNode json(String repositoryUrl) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", sha);
    json.put("tree_id", tree);
    json.put("distinct", distinct);
    json.put("message", message);
    json.put("timestamp", time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    json.put("url", repositoryUrl + "/commit/" + sha);
    json.set("author", People.signature(authorName, authorEmail));
    json.set("committer", People.signature(committerName, committerEmail));
    json.set("added", Json.MAPPER.valueToTree(added));
    json.set("removed", Json.MAPPER.valueToTree(removed));
    json.set("modified", Json.MAPPER.valueToTree(modified));
    return json;
  }
}
