package dev.slipway.delivery.release;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far the Deployments of a release are, in words. */
public final class RolloutProgress {
  private RolloutProgress() {}

  /** By Deployment, in the order of the release; only those that it touched. */
  public static Map<String, String> of(
      Chronicle chronicle, Release release, EnvironmentView view, Instant now) {
    var judge = new RolloutJudge(view, now, RolloutDeadline.ofExperience(chronicle));
    var words = new LinkedHashMap<String, String>();
    for (Workload workload : release.touched()) {
      String text =
          view.deployment(workload.name())
              .map(d ->
                  Contents.template(d).equals(workload.template())
                      ? words(judge.judge(d))
                      : "not restored yet")
              .orElse("gone");
      words.put(workload.name(), text);
    }
    return words;
  }

  private static String words(RolloutVerdict verdict) {
    return switch (verdict) {
      case RolloutVerdict.Complete _ -> "ready";
      case RolloutVerdict.Progressing progressing -> progressing.progress();
      case RolloutVerdict.Hopeless hopeless -> hopeless.failure().problem();
    };
  }
}
