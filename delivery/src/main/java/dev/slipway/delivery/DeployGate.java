package dev.slipway.delivery;

import dev.slipway.base.Json;
import dev.slipway.delivery.fence.CommitFence;
import dev.slipway.delivery.fence.CommitFence.Candidate;
import dev.slipway.delivery.fence.CommitFence.Occupant;
import dev.slipway.delivery.fence.CommitFence.RolledBack;
import dev.slipway.delivery.fence.Passage;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Author;
import dev.slipway.delivery.release.Chronicle;
import dev.slipway.delivery.release.Contents;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Release.Origin;
import dev.slipway.delivery.release.RolloutDeadline;
import dev.slipway.delivery.release.Stamps;
import dev.slipway.http.Principal;
import dev.slipway.manifest.KubeObject;
import dev.slipway.store.Journal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides, before a Deployment is stored, whether it may be, and stamps it with its author and the
 * reason of the change (specification-notes S43, S69).
 */
public final class DeployGate {
  private final Ledger ledger;
  private final ClusterWatch watch;
  private final SourceHistory history;
  private final CommitFence fence;
  private final Journal journal;
  private final Clock clock;

  public DeployGate(
      Ledger ledger, ClusterWatch watch, SourceHistory history, Journal journal, Clock clock) {
    this.ledger = ledger;
    this.watch = watch;
    this.history = history;
    this.fence = new CommitFence(history);
    this.journal = journal;
    this.clock = clock;
  }

  /** The answer. */
  public sealed interface Decision {
    /** To be stored, with these annotations and without those. */
    record Admit(Map<String, String> annotations, Set<String> removed) implements Decision {
      public Admit {
        annotations = Map.copyOf(annotations);
        removed = Set.copyOf(removed);
      }
    }

    /** Not to be stored; the reason is for the client. */
    record Refuse(String reason) implements Decision {}
  }

  /**
   * Decides about one write.
   *
   * @param client the program's part, such as {@code kubectl-set}
   * @param old what is replaced; empty for a new object
   */
  public Decision decide(
      Principal principal, String client, Optional<KubeObject> old, KubeObject wanted) {
    Optional<String> wrong = unknownValue(wanted);
    if (wrong.isPresent()) {
      return new Decision.Refuse(wrong.get());
    }
    boolean changed =
        old.map(o -> !Contents.template(o).equals(Contents.template(wanted))).orElse(true);
    if (!changed) {
      return new Decision.Admit(Map.of(), Set.of());
    }
    Author author = author(principal, client);
    boolean allowOlder =
        wanted.annotations().getOrDefault(Stamps.ALLOW_OLDER, "false").equals("true");
    if (!allowOlder
        && passage(author, wanted.namespace()) instanceof Passage.Refused(String reason)) {
      journal.append(
          "delivery.deploy.refused",
          wanted.namespace() + "/" + wanted.name(),
          principal.name(),
          Json.MAPPER.createObjectNode().put("reason", reason));
      return new Decision.Refuse(reason);
    }
    String via =
        principal
            .attribute("workflow")
            .flatMap(w -> principal.attribute("run_number").map(n -> w + " #" + n))
            .orElseGet(() -> ChangeCause.via(author));
    return stamped(author, via, old, wanted);
  }

  private Decision stamped(Author author, String via, Optional<KubeObject> old, KubeObject wanted) {
    var annotations = new HashMap<>(Stamps.of(author));
    var removed = new HashSet<>(Stamps.stale(author));
    removed.add(Stamps.ALLOW_OLDER);
    String cause = wanted.annotations().getOrDefault(Stamps.CHANGE_CAUSE, "");
    String before = old.map(o -> o.annotations().getOrDefault(Stamps.CHANGE_CAUSE, "")).orElse("");
    // A cause that came with this write is the user's own.
    if (cause.equals(before)) {
      var origin =
          author.commit().isPresent()
              ? new Origin(author.repository(), author.commit(), Release.Source.PRINCIPAL)
              : Origin.UNKNOWN;
      annotations.put(Stamps.CHANGE_CAUSE, ChangeCause.of(author, origin, history, via));
    }
    return new Decision.Admit(annotations, removed);
  }

  private Author author(Principal principal, String client) {
    return new Author(
        principal.name(),
        client,
        principal.attribute("repository"),
        principal.attribute("commit"),
        principal.attribute("ref"),
        principal.attribute("run"),
        clock.instant());
  }

  private Passage passage(Author author, String namespace) {
    if (author.repository().isEmpty() || author.commit().isEmpty()) {
      return new Passage.Admitted("nobody's commit: a person decides");
    }
    var candidate = new Candidate(author.repository().get(), author.commit().get(), author.ref());
    Optional<Environment> environment = ledger.environment(namespace);
    List<RolledBack> quarantined =
        environment.map(ledger::quarantines).orElse(List.of()).stream()
            .map(q -> new RolledBack(q.repository(), q.commit(), q.release()))
            .toList();
    return fence.decide(candidate, occupants(namespace, environment), quarantined);
  }

  /**
   * What is there: by the stamps on the Deployments, which tell also what no release tells yet, and
   * by the latest release whose commit is known: for a way back that is the one gone back to.
   */
  private List<Occupant> occupants(String namespace, Optional<Environment> environment) {
    String what = environment.map(Environment::name).orElse(namespace);
    var all = new ArrayList<Occupant>();
    for (KubeObject deployment : watch.view(namespace).deployments()) {
      Author author = Stamps.read(deployment, clock.instant());
      add(all, what, author.repository(), author.commit());
    }
    environment.map(ledger::chronicle).map(Chronicle::releases).orElse(List.of()).stream()
        .map(Release::origin)
        .filter(o -> o.commit().isPresent() && o.repository().isPresent())
        .findFirst()
        .ifPresent(o -> add(all, what, o.repository(), o.commit()));
    return all;
  }

  private static void add(
      List<Occupant> all, String what, Optional<String> repository, Optional<String> commit) {
    if (repository.isPresent() && commit.isPresent()) {
      all.add(new Occupant(what, repository.get(), commit.get()));
    }
  }

  /** An annotation of ours with a value that means nothing is refused, not ignored. */
  private static Optional<String> unknownValue(KubeObject wanted) {
    Map<String, String> all = wanted.annotations();
    return oneOf(all, Stamps.AUTOMATIC_ROLLBACK, List.of("on", "off"))
        .or(() -> oneOf(all, Stamps.MIGRATION, List.of("true", "false")))
        .or(() -> oneOf(all, Stamps.ALLOW_OLDER, List.of("true", "false")))
        .or(() ->
            Optional.ofNullable(all.get(Stamps.ROLLOUT_DEADLINE))
                .filter(v -> RolloutDeadline.parse(v).isEmpty())
                .map(v ->
                    "annotation "
                        + Stamps.ROLLOUT_DEADLINE
                        + " is \""
                        + v
                        + "\"; write it like 90s or 5m"));
  }

  private static Optional<String> oneOf(
      Map<String, String> all, String annotation, List<String> values) {
    return Optional.ofNullable(all.get(annotation))
        .filter(v -> !values.contains(v))
        .map(v ->
            "annotation "
                + annotation
                + " is \""
                + v
                + "\"; it can be "
                + String.join(" or ", values));
  }
}
