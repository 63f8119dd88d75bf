package dev.slipway.dockerfile.plan;

import dev.slipway.base.InputException.Position;
import dev.slipway.oci.ImageConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A stage that the target needs.
 *
 * @param index its place among all stages of the file, from 0
 * @param label its name in the progress output; empty when the file has one unnamed stage only
 * @param fromText the FROM instruction as the progress output shows it
 * @param config the configuration of an image of this stage, without layers, history and times
 * @param history what each instruction did, in order, without what came from the base
 */
public record PlannedStage(
    int index,
    String label,
    Position position,
    String fromText,
    Origin base,
    List<Step> steps,
    ImageConfig config,
    List<HistoryLine> history) {
  public PlannedStage {
    steps = List.copyOf(steps);
    history = List.copyOf(history);
  }

  /**
   * One line of {@code docker history}.
   *
   * @param step the step that made the layer; empty for an instruction that made none
   */
  public record HistoryLine(String createdBy, Optional<Integer> step) {}

  /** {@code [builder 3/6] RUN npm ci}; 0 is FROM. */
  public String title(int step) {
    String number = (step + 1) + "/" + (steps.size() + 1);
    String name = label.isEmpty() ? number : label + " " + number;
    return "[" + name + "] " + (step == 0 ? fromText : steps.get(step - 1).text());
  }

  /** The stages whose results this one reads. */
  public Set<Integer> needs() {
    var needed = new LinkedHashSet<Integer>();
    add(needed, base);
    for (Step step : steps) {
      origins(step).forEach(origin -> add(needed, origin));
    }
    return needed;
  }

  /** What a step reads besides the files that are there already. */
  public static List<Origin> origins(Step step) {
    return switch (step) {
      case Step.Copy copy -> List.of(copy.origin());
      case Step.Run run -> run.mounts().stream().flatMap(m -> m.origin().stream()).toList();
      case Step.MakeDirectory made -> List.of();
    };
  }

  private static void add(Set<Integer> needed, Origin origin) {
    if (origin instanceof Origin.OfStage(int index)) {
      needed.add(index);
    }
  }
}
