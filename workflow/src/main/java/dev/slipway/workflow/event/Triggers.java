package dev.slipway.workflow.event;

import dev.slipway.workflow.event.Decision.Matches;
import dev.slipway.workflow.event.Decision.Skipped;
import dev.slipway.workflow.syntax.Trigger;
import dev.slipway.workflow.syntax.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Decides whether an event starts a workflow (specification §7, §8). */
public final class Triggers {
  private static final List<String> PULL_REQUEST = List.of("opened", "synchronize", "reopened");

  /** The activity types of an entry that names none, where those are not all. */
  private static final Map<String, List<String>> USUAL_TYPES =
      Map.of("pull_request", PULL_REQUEST, "pull_request_target", PULL_REQUEST);

  private static final Pattern SKIP =
      Pattern.compile(
          "\\[(skip ci|ci skip|no ci|skip actions|actions skip)]|\\R\\R+skip-checks: ?true\\s*\\z");

  private Triggers() {}

  public static Decision decide(Workflow workflow, Event event) {
    Optional<Trigger> found = workflow.trigger(event.name());
    if (found.isEmpty()) {
      return new Skipped(workflow.title() + " is not started by " + event.name());
    }
    Trigger trigger = found.get();
    return reasonAgainst(trigger, event)
        .<Decision>map(Skipped::new)
        .orElseGet(() -> new Matches(trigger));
  }

  private static Optional<String> reasonAgainst(Trigger trigger, Event event) {
    return wrongType(trigger, event)
        .or(() -> deleted(event))
        .or(() -> askedToSkip(event))
        .or(() -> wrongRef(trigger, event))
        .or(() -> wrongWorkflow(trigger, event))
        .or(() -> wrongSchedule(trigger, event))
        .or(() -> wrongPaths(trigger, event));
  }

  private static Optional<String> wrongType(Trigger trigger, Event event) {
    List<String> wanted =
        trigger.types().isEmpty()
            ? USUAL_TYPES.getOrDefault(event.name(), List.of())
            : trigger.types();
    if (wanted.isEmpty() || event.action().isEmpty()) {
      return Optional.empty();
    }
    String action = event.action().get();
    return wanted.contains(action)
        ? Optional.empty()
        : Optional.of("the activity " + action + " is not one of " + wanted);
  }

  private static Optional<String> deleted(Event event) {
    boolean deleted =
        event.name().equals("push") && event.payload().path("deleted").asBoolean(false);
    return deleted ? Optional.of(event.ref() + " was deleted") : Optional.empty();
  }

  /** A commit message may ask that nothing runs. */
  private static Optional<String> askedToSkip(Event event) {
    JsonNode head = event.payload().path("head_commit").path("message");
    boolean asked = event.name().equals("push") && SKIP.matcher(head.asString("")).find();
    return asked ? Optional.of("the commit message asks to skip CI") : Optional.empty();
  }

  private static Optional<String> wrongRef(Trigger trigger, Event event) {
    boolean branches = trigger.has("branches") || trigger.has("branches-ignore");
    boolean tags = trigger.has("tags") || trigger.has("tags-ignore");
    if (event.name().equals("push") && event.isTag()) {
      if (branches && !tags) {
        return Optional.of("tag " + event.refName() + ": only branches are asked for");
      }
      return Filters.against(trigger, "tags", "tag", event.refName());
    }
    if (event.name().equals("push") && tags && !branches) {
      return Optional.of("branch " + event.refName() + ": only tags are asked for");
    }
    return Filters.against(trigger, "branches", "branch", event.filteredBranch());
  }

  private static Optional<String> wrongWorkflow(Trigger trigger, Event event) {
    if (!trigger.has("workflows")) {
      return Optional.empty();
    }
    String name = event.payload().path("workflow_run").path("name").asString("");
    return trigger.patterns("workflows").contains(name)
        ? Optional.empty()
        : Optional.of("the workflow " + name + " is not one of " + trigger.patterns("workflows"));
  }

  private static Optional<String> wrongSchedule(Trigger trigger, Event event) {
    if (!event.name().equals("schedule")) {
      return Optional.empty();
    }
    String cron = event.payload().path("schedule").asString("");
    return trigger.schedules().stream().anyMatch(s -> s.cron().equals(cron))
        ? Optional.empty()
        : Optional.of("the time table " + cron + " is not one of this workflow");
  }

  private static Optional<String> wrongPaths(Trigger trigger, Event event) {
    if ((!trigger.has("paths") && !trigger.has("paths-ignore")) || event.isTag()) {
      return Optional.empty();
    }
    return Filters.againstPaths(trigger, event.changedPaths().get());
  }
}
