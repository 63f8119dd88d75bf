package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.git.CommitId;
import dev.slipway.git.CommitInfo;
import dev.slipway.http.Request;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the API shows. */
final class Views {
  private final Repositories repositories;

  Views(Repositories repositories) {
    this.repositories = repositories;
  }

  ObjectNode repository(HostedRepository repository, Request request) {
    var view =
        Json.MAPPER
            .createObjectNode()
            .put("id", Long.toString(repository.id()))
            .put("owner", repository.name().owner())
            .put("name", repository.name().name())
            .put("fullName", repository.name().toString())
            .put("defaultBranch", repository.defaultBranch())
            .put("visibility", repository.visibility().name().toLowerCase(Locale.ROOT))
            .put("created", repository.created().toString())
            .put(
                "gitUrl",
                (request.isSecure() ? "https://" : "http://")
                    + request.authority()
                    + "/git/"
                    + repository.name()
                    + ".git");
    repository
        .parent()
        .flatMap(repositories::find)
        .ifPresent(parent -> view.put("forkOf", parent.name().toString()));
    return view;
  }

  ObjectNode pull(PullRequest pull) {
    var view =
        Json.MAPPER
            .createObjectNode()
            .put("number", pull.number())
            .put("title", pull.title())
            .put("body", pull.body())
            .put("author", pull.author())
            .put("state", pull.state().wireName())
            .put("fromFork", pull.fromFork())
            .put("created", pull.created().toString())
            .put("updated", pull.updated().toString());
    view.set("head", side(pull.headRepository(), pull.headBranch(), pull.head()));
    view.set("base", side(pull.repository(), pull.baseBranch(), pull.base()));
    switch (pull.joined()) {
      case PullRequest.Joined.Clean(CommitId merge) ->
          view.put("mergeable", true).put("mergeCommit", merge.sha());
      case PullRequest.Joined.Conflicting(List<String> paths) -> {
        view.put("mergeable", false);
        view.set("conflicts", texts(paths));
      }
    }
    pull.outcome()
        .ifPresent(o ->
            view.put("mergedBy", o.by())
                .put("mergedAs", o.commit().sha())
                .put("mergedAt", o.time().toString()));
    return view;
  }

  ArrayNode checks(List<Protections.Standing> standings) {
    var all = Json.MAPPER.createArrayNode();
    for (var check : standings) {
      String state = check.state().map(s -> s.name().toLowerCase(Locale.ROOT)).orElse("missing");
      all.addObject()
          .put("name", check.name())
          .put("state", state)
          .put("required", check.required());
    }
    return all;
  }

  private ObjectNode side(long repository, String branch, CommitId commit) {
    return Json.MAPPER
        .createObjectNode()
        .put("repository", repositories.get(repository).name().toString())
        .put("branch", branch)
        .put("sha", commit.sha());
  }

  static ObjectNode commit(CommitInfo commit) {
    var view =
        Json.MAPPER
            .createObjectNode()
            .put("sha", commit.id().sha())
            .put("subject", commit.subject())
            .put("message", commit.message())
            .put("author", commit.author().name())
            .put("email", commit.author().email())
            .put("time", commit.author().time().toString());
    view.set("parents", texts(commit.parents().stream().map(CommitId::sha).toList()));
    return view;
  }

  static ObjectNode protection(Protection protection) {
    var view = Json.MAPPER.createObjectNode().put("branch", protection.branch());
    view.set("requiredChecks", texts(protection.requiredChecks()));
    view.put("directPush", protection.directPush().name().toLowerCase(Locale.ROOT));
    view.set("pushers", texts(protection.pushers().stream().sorted().toList()));
    return view;
  }

  static ArrayNode texts(Collection<String> texts) {
    var array = Json.MAPPER.createArrayNode();
    texts.forEach(array::add);
    return array;
  }
}
