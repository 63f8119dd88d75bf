package dev.slipway.dockerfile.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to be done for the target.
 *
 * @param stages the needed stages by their index in the file
 * @param target the index of the stage that becomes the image
 * @param notices what people should know, such as arguments that nothing uses
 */
public record BuildPlan(Map<Integer, PlannedStage> stages, int target, List<String> notices) {
  public BuildPlan {
    stages = new TreeMap<>(stages);
    notices = List.copyOf(notices);
  }

  public PlannedStage targetStage() {
    return stage(target);
  }

  /** A stage that the target needs. */
  public PlannedStage stage(int index) {
    PlannedStage stage = stages.get(index);
    if (stage == null) {
      throw new IllegalArgumentException("stage " + index + " is not part of the plan");
    }
    return stage;
  }
}
