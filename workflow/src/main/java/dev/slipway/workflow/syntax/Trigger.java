package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One event of {@code on} with what narrows it.
 *
 * @param event GitHub's name
 * @param types activity types; empty means the event's usual ones
 * @param filters patterns by their key: {@code branches}, {@code paths-ignore}, {@code workflows} …
 * @param inputs of {@code workflow_dispatch}
 * @param schedules the time tables
 * @param call what {@code workflow_call} takes and gives
 */
public record Trigger(
    String event,
    Position at,
    List<String> types,
    Map<String, List<Pattern>> filters,
    List<Input> inputs,
    List<Schedule> schedules,
    Optional<Call> call) {
  public Trigger {
    types = List.copyOf(types);
    filters = Map.copyOf(filters);
    inputs = List.copyOf(inputs);
    schedules = List.copyOf(schedules);
  }

  /** A filter's pattern. */
  public record Pattern(Position at, String text) {}

  /** The patterns of {@code key}; empty when the key is absent. */
  public List<String> patterns(String key) {
    return filters.getOrDefault(key, List.of()).stream().map(Pattern::text).toList();
  }

  public boolean has(String key) {
    return filters.containsKey(key);
  }

  /** What an input may hold. */
  public enum InputType {
    STRING,
    CHOICE,
    BOOLEAN,
    NUMBER,
    ENVIRONMENT
  }

  /**
   * An input of a manual start or of a call.
   *
   * @param fallback the value when none is given
   * @param options of a choice
   */
  public record Input(
      String name,
      Position at,
      InputType type,
      String description,
      boolean required,
      Optional<Data> fallback,
      List<String> options) {
    public Input {
      options = List.copyOf(options);
    }
  }

  /**
   * A time table.
   *
   * @param cron five fields
   * @param timezone an IANA name; UTC when absent
   */
  public record Schedule(Position at, String cron, Optional<String> timezone) {}

  /** What a workflow that is called takes and gives. */
  public record Call(List<Input> inputs, List<Secret> secrets, List<Output> outputs) {
    public Call {
      inputs = List.copyOf(inputs);
      secrets = List.copyOf(secrets);
      outputs = List.copyOf(outputs);
    }
  }

  /** A secret that a caller may or must pass. */
  public record Secret(String name, Position at, boolean required) {}

  /** A value given back to the caller. */
  public record Output(String name, Position at, Data value) {}
}
