package dev.slipway.workflow.event;

import dev.slipway.base.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * A repository, as a webhook names it.
 *
 * @param id stable for the repository's life
 * @param url its page, without a slash at the end
 * @param cloneUrl where git fetches it
 */
public record RepositoryFacts(
    String owner,
    long ownerId,
    String name,
    long id,
    String defaultBranch,
    boolean isPrivate,
    boolean fork,
    String url,
    String cloneUrl) {
  public String fullName() {
    return owner + "/" + name;
  }

  /** As payloads hold it. */
  public ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", id);
    json.put("name", name);
    json.put("full_name", fullName());
    json.put("private", isPrivate);
    json.put("visibility", isPrivate ? "private" : "public");
    json.put("fork", fork);
    json.put("default_branch", defaultBranch);
    json.put("master_branch", defaultBranch);
    json.put("html_url", url);
    json.put("url", url);
    json.put("clone_url", cloneUrl);
    json.set("owner", People.user(new Account(owner, ownerId, "", false)));
    return json;
  }
}
