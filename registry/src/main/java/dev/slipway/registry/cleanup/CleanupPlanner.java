package dev.slipway.registry.cleanup;

import dev.slipway.oci.Digest;
import dev.slipway.registry.cleanup.CleanupPolicy.Action;
import dev.slipway.registry.cleanup.CleanupPolicy.MostRecent;
import dev.slipway.registry.cleanup.Decision.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides about all images of a repository; pure.
 *
 * <p>What is used elsewhere stays, whatever the policies say. Then Artifact Registry's order: a
 * policy that keeps wins over those that delete, and what no policy deletes stays. A part of an
 * index stays with the index; a signature stays and goes with what it is about.
 */
public final class CleanupPlanner {
  private final CleanupSnapshot snapshot;
  private final Map<Key, Decision> decisions = new LinkedHashMap<>();
  private final Map<String, Set<Candidate>> recent = new HashMap<>();
  private final Set<Key> parts;

  private record Key(String name, Digest digest) {}

  private CleanupPlanner(CleanupSnapshot snapshot) {
    this.snapshot = snapshot;
    this.parts =
        snapshot.images().stream()
            .flatMap(i -> i.parts().stream().map(p -> new Key(i.name(), p)))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The decisions, in the order of the images; those about users come before their parts. */
  public static List<Decision> plan(CleanupSnapshot snapshot) {
    return new CleanupPlanner(snapshot).decide();
  }

  private List<Decision> decide() {
    for (CleanupPolicy policy : snapshot.policies()) {
      if (policy.rule() instanceof MostRecent most) {
        recent.put(policy.id(), mostRecent(most));
      }
    }
    for (Candidate image : snapshot.images()) {
      decisions.put(key(image), alone(image));
    }
    // Before and after: what is kept as a part keeps its signatures, and they may be indexes.
    keepParts();
    followSubjects();
    keepParts();
    return List.copyOf(decisions.values());
  }

  /** The decision as if there were no other image. */
  private Decision alone(Candidate image) {
    String use = snapshot.used().get(image.digest());
    if (use != null) {
      return keep(image, use);
    }
    for (CleanupPolicy policy : snapshot.policies()) {
      Optional<String> match = policy.action() == Action.KEEP ? match(policy, image) : none();
      if (match.isPresent()) {
        return keep(image, "policy " + policy.id() + " keeps it: " + match.get());
      }
    }
    for (CleanupPolicy policy : snapshot.policies()) {
      Optional<String> match = policy.action() == Action.DELETE ? match(policy, image) : none();
      if (match.isPresent()) {
        return deleted(image, policy, match.get());
      }
    }
    boolean canDelete = snapshot.policies().stream().anyMatch(p -> p.action() == Action.DELETE);
    return keep(
        image,
        canDelete
            ? "no policy deletes it"
            : "no policy deletes anything: policies that keep are exceptions from ones that"
                + " delete");
  }

  private Decision deleted(Candidate image, CleanupPolicy policy, String match) {
    boolean bound =
        snapshot.tags() == CleanupSnapshot.TagMobility.IMMUTABLE && !image.tags().isEmpty();
    return bound
        ? keep(image, "policy " + policy.id() + " deletes it, but its tags are immutable")
        : new Decision(image, Verdict.DELETE, "policy " + policy.id() + " deletes it: " + match);
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private Optional<String> match(CleanupPolicy policy, Candidate image) {
    return switch (policy.rule()) {
      case CleanupPolicy.Condition condition -> ConditionMatch.of(condition, image, snapshot.now());
      case MostRecent most ->
          recent.getOrDefault(policy.id(), Set.of()).contains(image)
              ? Optional.of(
                  "one of the " + most.keepCount() + " latest versions of " + image.packageName())
              : Optional.empty();
    };
  }

  /** Parts of an index and signatures are no versions of their own. */
  private Set<Candidate> mostRecent(MostRecent most) {
    var byName =
        snapshot.images().stream()
            .filter(i -> ConditionMatch.begins(i.packageName(), most.packageNamePrefixes()))
            .filter(i -> !parts.contains(key(i)) && i.about().isEmpty())
            .collect(Collectors.groupingBy(Candidate::name));
    var kept = new HashSet<Candidate>();
    for (List<Candidate> versions : byName.values()) {
      versions.stream()
          .sorted(
              Comparator.comparing(Candidate::pushed)
                  .reversed()
                  .thenComparing(i -> i.digest().toString()))
          .limit(most.keepCount())
          .forEach(kept::add);
    }
    return kept;
  }

  /** What is about another image shares its fate, through any number of steps. */
  private void followSubjects() {
    for (Candidate image : snapshot.images()) {
      Decision own = decided(image);
      boolean special =
          snapshot.used().containsKey(image.digest()) || own.reason().contains(" keeps it: ");
      if (image.about().isEmpty() || special) {
        continue;
      }
      subject(image)
          .ifPresent(of ->
              decisions.put(
                  key(image),
                  of.isKept()
                      ? keep(image, "it is about " + shortly(of) + ", which is kept")
                      : new Decision(
                          image,
                          Verdict.DELETE,
                          "it is about " + shortly(of) + ", which is deleted")));
    }
  }

  private Optional<Decision> subject(Candidate image) {
    var seen = new HashSet<Key>();
    Optional<Decision> found = Optional.empty();
    Candidate at = image;
    while (seen.add(key(at)) && at.about().isPresent()) {
      Decision next = decisions.get(new Key(at.name(), at.about().get()));
      if (next == null) {
        return found;
      }
      found = Optional.of(next);
      at = next.image();
    }
    return found;
  }

  private void keepParts() {
    Deque<Decision> kept = new ArrayDeque<>(new ArrayList<>(decisions.values()));
    while (!kept.isEmpty()) {
      Decision user = kept.pop();
      if (!user.isKept()) {
        continue;
      }
      for (Digest part : user.image().parts()) {
        Decision known = decisions.get(new Key(user.image().name(), part));
        if (known != null && !known.isKept()) {
          Decision changed =
              keep(known.image(), "it is part of " + shortly(user) + ", which is kept");
          decisions.put(key(known.image()), changed);
          kept.push(changed);
        }
      }
    }
  }

  private Decision decided(Candidate image) {
    Decision decision = decisions.get(key(image));
    if (decision == null) {
      throw new IllegalStateException("undecided: " + image.digest());
    }
    return decision;
  }

  private static Decision keep(Candidate image, String reason) {
    return new Decision(image, Verdict.KEEP, reason);
  }

  private static Key key(Candidate image) {
    return new Key(image.name(), image.digest());
  }

  private static String shortly(Decision of) {
    Candidate image = of.image();
    return image.tags().isEmpty()
        ? image.digest().toString().substring(0, 19)
        : image.packageName() + ":" + image.tags().getFirst();
  }
}
