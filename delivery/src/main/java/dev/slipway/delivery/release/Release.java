package dev.slipway.delivery.release;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What runs in an environment from one change to the next: a commit, the digests of all images and
 * the manifests, under a number that never changes (specification-notes S67, S68).
 *
 * @param author who brought the last part of it
 * @param undo for a way back: what was undone
 * @param cause why, in one line, as {@code kubectl rollout history} shows it
 */
public record Release(
    String environment,
    int number,
    Author author,
    Origin origin,
    Optional<Undo> undo,
    String cause,
    Instant started,
    Content content,
    Outcome outcome) {

  /**
   * Where it comes from.
   *
   * @param repository {@code OWNER/NAME}
   * @param commit 40 hexadecimal digits; empty when nothing tells it
   * @param from what tells the commit
   */
  public record Origin(Optional<String> repository, Optional<String> commit, Source from) {
    public static final Origin UNKNOWN =
        new Origin(Optional.empty(), Optional.empty(), Source.UNKNOWN);
  }

  /** What told the commit of a release. */
  public enum Source {
    /** Whoever wrote it acted for that commit. */
    PRINCIPAL,
    /** An image's tag is a commit. */
    IMAGE_TAG,
    /** An image was pushed on behalf of that commit. */
    IMAGE_PROVENANCE,
    /** The release that was gone back to. */
    UNDONE_TO,
    /** The commit that reverts what was undone. */
    REVERT,
    UNKNOWN
  }

  /**
   * A way back.
   *
   * @param of the release that was undone
   * @param to the release whose content came back
   * @param scaledDown Deployments that {@code to} does not know; kept, without pods
   * @param git what is to become of the undone commits
   * @param note what became of them
   */
  public record Undo(
      int of, int to, Trigger trigger, List<String> scaledDown, Reconciliation git, String note) {
    public Undo {
      scaledDown = List.copyOf(scaledDown);
    }

    /** Who wanted it. */
    public enum Trigger {
      AUTOMATIC,
      REQUESTED
    }

    /** Whether a commit reverts in git what was undone in the cluster. */
    public enum Reconciliation {
      NOT_WANTED,
      PENDING,
      DONE,
      /** It needs a person; the note says why. */
      OPEN
    }

    Undo with(Reconciliation state, String words) {
      return new Undo(of, to, trigger, scaledDown, state, words);
    }
  }

  /**
   * What it consists of.
   *
   * @param manifests hash over all manifests
   */
  public record Content(List<Workload> workloads, String manifests) {
    public Content {
      workloads = List.copyOf(workloads);
    }
  }

  /**
   * What became of it.
   *
   * @param ended when it began to serve or was given up
   * @param reason why it is in its state; empty when that needs no reason
   * @param evidence what the pods of a failed release said last
   * @param verification whether the running images are those of the release (F17)
   */
  public record Outcome(
      ReleaseState state,
      Optional<Instant> ended,
      String reason,
      List<Evidence> evidence,
      String verification) {
    public static final Outcome STARTED =
        new Outcome(ReleaseState.ROLLING_OUT, Optional.empty(), "", List.of(), "");

    public Outcome {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * What a pod told before it went.
   *
   * @param log the container's last lines
   * @param events what happened to the pod, as {@code TYPE REASON: MESSAGE}
   */
  public record Evidence(
      String pod, String container, String problem, List<String> log, List<String> events) {
    private static final String UNHEALTHY = "Warning Unhealthy: ";

    public Evidence {
      log = List.copyOf(log);
      events = List.copyOf(events);
    }

    /** What the last probe that failed said, as the end of a sentence; empty when none failed. */
    public String probe() {
      return events.stream()
          .filter(event -> event.startsWith(UNHEALTHY))
          .reduce((_, last) -> last)
          .map(event -> ": " + event.substring(UNHEALTHY.length()))
          .orElse("");
    }
  }

  public ReleaseState state() {
    return outcome.state();
  }

  public Optional<String> commit() {
    return origin.commit();
  }

  public List<Workload> workloads() {
    return content.workloads();
  }

  public Optional<Workload> workload(String name) {
    return workloads().stream().filter(w -> w.name().equals(name)).findFirst();
  }

  public List<Workload> touched() {
    return workloads().stream().filter(Workload::isTouched).toList();
  }

  public boolean isRollingOut() {
    return state() == ReleaseState.ROLLING_OUT;
  }

  /** How long it took to serve or to fail; empty while that is open. */
  public Optional<Duration> took() {
    return outcome.ended().map(end -> Duration.between(started, end));
  }

  /** The first seven digits of the commit, or {@code unknown}. */
  public String shortCommit() {
    return commit().map(c -> c.substring(0, Math.min(7, c.length()))).orElse("unknown");
  }

  /** {@code release 3 (abc1234)}, or without the commit when it is not known. */
  public String title() {
    return "release " + number + (commit().isEmpty() ? "" : " (" + shortCommit() + ")");
  }

  public Release with(Outcome next) {
    return new Release(environment, number, author, origin, undo, cause, started, content, next);
  }

  /** In another state, with a reason; what is known of its end, its pods and images stays. */
  public Release in(ReleaseState state, String reason) {
    return with(
        new Outcome(state, outcome.ended(), reason, outcome.evidence(), outcome.verification()));
  }

  /** With other parts, brought by {@code by}. */
  public Release with(Content parts, Author by) {
    return new Release(environment, number, by, origin, undo, cause, started, parts, outcome);
  }

  /** Standing for another commit. */
  public Release with(Origin other) {
    return new Release(environment, number, author, other, undo, cause, started, content, outcome);
  }

  /** A way back that leaves one more Deployment without pods. */
  Release alsoScalingDown(String deployment) {
    var all = new java.util.ArrayList<>(undo.map(Undo::scaledDown).orElse(List.of()));
    all.add(deployment);
    return new Release(
        environment,
        number,
        author,
        origin,
        undo.map(u -> new Undo(u.of(), u.to(), u.trigger(), all, u.git(), u.note())),
        cause,
        started,
        content,
        outcome);
  }

  /** A way back after git was dealt with. */
  public Release reconciled(Undo.Reconciliation state, String note) {
    return new Release(
        environment,
        number,
        author,
        origin,
        undo.map(u -> u.with(state, note)),
        cause,
        started,
        content,
        outcome);
  }
}
