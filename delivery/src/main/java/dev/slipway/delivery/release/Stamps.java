package dev.slipway.delivery.release;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.Timestamps;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The author of a Deployment's template, kept in its annotations: written with the change itself,
 * so that neither a crash nor a missed event can part them.
 */
public final class Stamps {
  private static final String PREFIX = "slipway.dev/";
  private static final String PRINCIPAL = PREFIX + "principal";
  private static final String CLIENT = PREFIX + "client";
  private static final String REPOSITORY = PREFIX + "repository";
  private static final String COMMIT = PREFIX + "commit";
  private static final String REF = PREFIX + "ref";
  private static final String RUN = PREFIX + "run";
  private static final String TIME = PREFIX + "time";
  private static final Set<String> ALL =
      Set.of(PRINCIPAL, CLIENT, REPOSITORY, COMMIT, REF, RUN, TIME);

  /** Kubernetes' own note of why a revision is there; {@code kubectl rollout history} shows it. */
  public static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

  /** Set to {@code off} by a user, no release of this Deployment is rolled back by itself. */
  public static final String AUTOMATIC_ROLLBACK = PREFIX + "automatic-rollback";

  /** Set to {@code true} by a user, the release migrates data: going back needs a decision. */
  public static final String MIGRATION = PREFIX + "migration";

  /** A user's own deadline for a rollout, such as {@code 90s}. */
  public static final String ROLLOUT_DEADLINE = PREFIX + "rollout-deadline";

  /** Set to {@code true} with a write, an older commit may replace a newer one this once. */
  public static final String ALLOW_OLDER = PREFIX + "allow-older";

  private Stamps() {}

  /** What to write. */
  public static Map<String, String> of(Author author) {
    var all = new HashMap<String, String>();
    all.put(PRINCIPAL, author.principal());
    all.put(CLIENT, author.client());
    all.put(TIME, Timestamps.micros(author.time()));
    author.repository().ifPresent(v -> all.put(REPOSITORY, v));
    author.commit().ifPresent(v -> all.put(COMMIT, v));
    author.ref().ifPresent(v -> all.put(REF, v));
    author.run().ifPresent(v -> all.put(RUN, v));
    return all;
  }

  /** What an earlier author wrote and this one does not. */
  public static Set<String> stale(Author author) {
    var stale = new HashSet<>(ALL);
    stale.removeAll(of(author).keySet());
    return stale;
  }

  /** Who wrote the template; unknown, at {@code otherwise}, when nobody left a stamp. */
  public static Author read(KubeObject deployment, Instant otherwise) {
    Map<String, String> all = deployment.annotations();
    String principal = all.getOrDefault(PRINCIPAL, "");
    if (principal.isEmpty()) {
      return Author.unknown(otherwise);
    }
    return new Author(
        principal,
        all.getOrDefault(CLIENT, ""),
        Optional.ofNullable(all.get(REPOSITORY)),
        Optional.ofNullable(all.get(COMMIT)),
        Optional.ofNullable(all.get(REF)),
        Optional.ofNullable(all.get(RUN)),
        Timestamps.parse(all.getOrDefault(TIME, "")).orElse(otherwise));
  }

  /** Whether an annotation tells of one release, rather than being part of its content. */
  static boolean isOfOneRelease(String annotation) {
    return ALL.contains(annotation)
        || annotation.equals(CHANGE_CAUSE)
        || annotation.equals(ALLOW_OLDER);
  }
}
