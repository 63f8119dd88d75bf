package dev.slipway.runner.github;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubAccess;
import dev.slipway.http.github.GithubActor;
import dev.slipway.http.github.GithubPages;
import dev.slipway.runner.environment.EnvironmentStore;
import dev.slipway.runner.environment.EnvironmentStore.Environment;
import dev.slipway.runner.environment.ProtectionRules;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Environments with their rules; they are changed in Slipway's own words. */
final class EnvironmentCalls {
  private final EnvironmentStore store;
  private final GithubAccess access;
  private final RunShown shown;

  EnvironmentCalls(EnvironmentStore store, GithubAccess access, String url) {
    this.store = store;
    this.access = access;
    this.shown = new RunShown(url);
  }

  private String readable(Request request) {
    access.require(request, "runs.list", "actions: read");
    return GithubAccess.repository(request);
  }

  Response list(Request request) {
    String repository = readable(request);
    return GithubPages.list(
        request,
        "environments",
        store.environments(repository).stream().map(one -> json(repository, one)).toList());
  }

  Response get(Request request) {
    String repository = readable(request);
    String name = request.parameter("environment");
    return store
        .find(repository, name)
        .map(one -> Response.json(200, json(repository, one)))
        .orElseThrow(
            () -> new HttpException(404, "Not Found: the environment " + name + " has no rules"));
  }

  Response set(Request request) {
    String repository = readable(request);
    throw new HttpException(
        501,
        "rules of environments are set with 'slipway environments protect', or with PUT"
            + " /api/v1/repositories/"
            + repository
            + "/environments/"
            + request.parameter("environment"));
  }

  private ObjectNode json(String repository, Environment environment) {
    ProtectionRules rules = environment.rules();
    ObjectNode node = Json.MAPPER.createObjectNode();
    String address = shown.address(repository) + "/environments/" + environment.name();
    node.put("id", environment.id()).put("name", environment.name());
    node.put("url", address).put("html_url", address);
    ArrayNode list = node.putArray("protection_rules");
    if (!rules.waiting().isZero()) {
      list.addObject().put("type", "wait_timer").put("wait_timer", rules.waiting().toMinutes());
    }
    if (!rules.reviewers().isEmpty()) {
      ObjectNode reviews = list.addObject().put("type", "required_reviewers");
      reviews.put(
          "prevent_self_review", rules.selfReview() == ProtectionRules.SelfReview.PREVENTED);
      ArrayNode reviewers = reviews.putArray("reviewers");
      for (String name : rules.reviewers()) {
        reviewers.addObject().put("type", "User").set("reviewer", GithubActor.json(name));
      }
    }
    boolean isProtected = rules.refs() instanceof ProtectionRules.Refs.ProtectedBranches;
    boolean selected = rules.refs() instanceof ProtectionRules.Refs.Selected;
    if (isProtected || selected) {
      list.addObject().put("type", "branch_policy");
      node.putObject("deployment_branch_policy")
          .put("protected_branches", isProtected)
          .put("custom_branch_policies", selected);
    } else {
      node.putNull("deployment_branch_policy");
    }
    return node;
  }
}
