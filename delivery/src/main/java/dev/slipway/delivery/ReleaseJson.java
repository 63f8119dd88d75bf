package dev.slipway.delivery;

import dev.slipway.base.Json;
import dev.slipway.delivery.ledger.Quarantine;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.rollback.RollbackPlan;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Releases and plans as Slipway's own API shows them. */
final class ReleaseJson {
  private ReleaseJson() {}

  static ObjectNode of(Release release, List<Quarantine> quarantines) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("environment", release.environment()).put("number", release.number());
    node.put("state", release.state().text()).put("reason", release.outcome().reason());
    node.put("repository", release.origin().repository().orElse(""));
    node.put("commit", release.commit().orElse(""));
    node.put("commitFrom", release.origin().from().name().toLowerCase(java.util.Locale.ROOT));
    node.put("cause", release.cause()).put("actor", release.author().principal());
    node.put("client", release.author().client());
    node.put("run", release.author().run().orElse(""));
    node.put("started", release.started().toString());
    release.took().ifPresent(t -> node.put("milliseconds", t.toMillis()));
    node.put("manifests", release.content().manifests());
    node.put("verification", release.outcome().verification());
    boolean held = quarantines.stream().anyMatch(q -> q.release() == release.number());
    node.put("quarantined", held);
    release
        .undo()
        .ifPresent(u ->
            node.putObject("undo")
                .put("of", u.of())
                .put("to", u.to())
                .put("trigger", u.trigger().name().toLowerCase(java.util.Locale.ROOT))
                .put("git", u.git().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
                .put("note", u.note()));
    var workloads = node.putArray("workloads");
    release.workloads().forEach(w -> workloads.add(Json.MAPPER.<ObjectNode>valueToTree(w)));
    var evidence = node.putArray("evidence");
    release.outcome().evidence().forEach(e -> evidence.add(Json.MAPPER.<ObjectNode>valueToTree(e)));
    return node;
  }

  static ObjectNode of(
      Environment environment, List<Release> releases, List<Quarantine> quarantines) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("name", environment.name()).put("namespace", environment.namespace());
    Optional<Release> latest = releases.stream().findFirst();
    latest.ifPresent(r -> node.set("latest", of(r, quarantines)));
    releases.stream()
        .filter(r -> r.state() == dev.slipway.delivery.release.ReleaseState.SERVING)
        .findFirst()
        .ifPresent(r -> node.put("serving", r.number()));
    var held = node.putArray("quarantined");
    quarantines.forEach(q ->
        held.addObject()
            .put("repository", q.repository())
            .put("commit", q.commit())
            .put("release", q.release())
            .put("reason", q.reason()));
    return node;
  }

  static ObjectNode of(RollbackPlan plan) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    switch (plan) {
      case RollbackPlan.Undo undo -> {
        node.put("strategy", "undo").put("of", undo.of().number()).put("to", undo.to().number());
        node.put("ofTitle", undo.of().title()).put("toTitle", undo.to().title());
        undo.services().forEach(node.putArray("services")::add);
        node.put("git", undo.git() == RollbackPlan.Git.REVERT ? "revert" : "leave");
      }
      case RollbackPlan.Revert revert -> {
        node.put("strategy", "revert").put("of", revert.of().number());
        node.put("to", revert.to().number()).put("branch", revert.branch());
        node.put("ofTitle", revert.of().title()).put("toTitle", revert.to().title());
      }
      case RollbackPlan.Stop stop ->
          node.put("strategy", "stop").put("reason", stop.reason()).put("hint", stop.hint());
    }
    var questions = node.putArray("questions");
    plan.questions().forEach(q -> questions.add(Json.MAPPER.<ObjectNode>valueToTree(q)));
    return node;
  }
}
