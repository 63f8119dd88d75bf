package dev.slipway.workflow.event;

import dev.slipway.workflow.filter.Filter;
import dev.slipway.workflow.filter.FilterPattern;
import dev.slipway.workflow.syntax.Trigger;
import java.util.List;
import java.util.Optional;

/** The name and path filters of a trigger, and what they say against an event. */
final class Filters {
  private static final int SHOWN = 3;

  private Filters() {}

  /** Why a branch or tag does not pass; empty when it does. */
  static Optional<String> against(Trigger trigger, String key, String what, String name) {
    if (trigger.has(key) && !Filter.including(patterns(trigger, key)).accepts(name)) {
      return Optional.of("%s %s does not match %s".formatted(what, name, trigger.patterns(key)));
    }
    String ignore = key + "-ignore";
    if (trigger.has(ignore) && !Filter.ignoring(patterns(trigger, ignore)).accepts(name)) {
      return Optional.of("%s %s is ignored by %s".formatted(what, name, trigger.patterns(ignore)));
    }
    return Optional.empty();
  }

  /** Why a change does not pass; empty when one of its paths does. */
  static Optional<String> againstPaths(Trigger trigger, List<String> paths) {
    String changed = shown(paths);
    if (trigger.has("paths")
        && !Filter.including(patterns(trigger, "paths")).acceptsChange(paths)) {
      return Optional.of(
          "no changed path matches %s (changed: %s)".formatted(trigger.patterns("paths"), changed));
    }
    if (trigger.has("paths-ignore")
        && !Filter.ignoring(patterns(trigger, "paths-ignore")).acceptsChange(paths)) {
      return Optional.of(
          "every changed path is ignored by %s (changed: %s)"
              .formatted(trigger.patterns("paths-ignore"), changed));
    }
    return Optional.empty();
  }

  private static String shown(List<String> paths) {
    String first = String.join(", ", paths.subList(0, Math.min(SHOWN, paths.size())));
    return paths.size() <= SHOWN ? first : first + " and " + (paths.size() - SHOWN) + " more";
  }

  private static List<FilterPattern> patterns(Trigger trigger, String key) {
    return trigger.patterns(key).stream().map(FilterPattern::parse).toList();
  }
}
