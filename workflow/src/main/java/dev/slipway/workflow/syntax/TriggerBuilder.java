package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import dev.slipway.workflow.filter.Filter;
import dev.slipway.workflow.filter.FilterException;
import dev.slipway.workflow.filter.FilterPattern;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code on:} in its three shapes. */
final class TriggerBuilder {
  private static final Set<String> NOT_FILTERS = Set.of("types", "inputs", "outputs", "secrets");

  private static final Set<String> NAME_FILTERS =
      Set.of("branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore");

  private final Problems problems;

  TriggerBuilder(Problems problems) {
    this.problems = problems;
  }

  List<Trigger> build(Data on) {
    List<Trigger> triggers = new ArrayList<>();
    if (on instanceof Data.Entries entries) {
      new Fields(entries).all().forEach(field -> triggers.add(trigger(field)));
      return triggers;
    }
    for (Data item : Fields.oneOrMore(on)) {
      Fields.text(item).ifPresent(event -> triggers.add(bare(event, item)));
    }
    return triggers;
  }

  private Trigger bare(String event, Data item) {
    if (event.equals("schedule")) {
      problems.add(
          item.at(), "schedule needs a time table", "Write schedule: [{cron: '0 3 * * *'}].");
    }
    return trigger(new Fields.Field(event, item.at(), new Data.Entries(item.at(), List.of())));
  }

  private Trigger trigger(Fields.Field field) {
    String event = field.name();
    Fields settings = Fields.of(field.value());
    Map<String, List<Trigger.Pattern>> filters = new LinkedHashMap<>();
    for (Fields.Field setting : settings.all()) {
      if (!NOT_FILTERS.contains(setting.name())) {
        filters.put(setting.name(), patterns(setting));
      }
    }
    for (String filter : List.of("branches", "tags", "paths")) {
      exclusive(settings, filter, event);
    }
    List<String> types =
        settings.oneOrMore("types").stream().flatMap(d -> Fields.text(d).stream()).toList();
    InputBuilder inputs = new InputBuilder(problems);
    return new Trigger(
        event,
        field.at(),
        types,
        filters,
        event.equals("workflow_dispatch") ? inputs.dispatch(settings, field.at()) : List.of(),
        event.equals("schedule") ? schedules(field.value()) : List.of(),
        event.equals("workflow_call") ? Optional.of(call(settings, inputs)) : Optional.empty());
  }

  private List<Trigger.Pattern> patterns(Fields.Field setting) {
    List<Trigger.Pattern> patterns = new ArrayList<>();
    for (Data item : Fields.oneOrMore(setting.value())) {
      Fields.text(item).ifPresent(text -> patterns.add(new Trigger.Pattern(item.at(), text)));
    }
    if (NAME_FILTERS.contains(setting.name())) {
      checkPatterns(setting, patterns);
    }
    return patterns;
  }

  private void checkPatterns(Fields.Field setting, List<Trigger.Pattern> patterns) {
    List<FilterPattern> parsed = new ArrayList<>();
    for (Trigger.Pattern pattern : patterns) {
      try {
        parsed.add(FilterPattern.parse(pattern.text()));
      } catch (FilterException e) {
        problems.add(
            pattern.at(), "The pattern '" + pattern.text() + "' is wrong: " + e.getMessage());
      }
    }
    try {
      if (!setting.name().endsWith("-ignore")) {
        Filter.including(parsed);
      }
    } catch (FilterException e) {
      problems.add(setting.at(), setting.name() + ": " + e.getMessage());
    }
  }

  private void exclusive(Fields settings, String filter, String event) {
    if (settings.has(filter) && settings.has(filter + "-ignore")) {
      Position at =
          settings.all().stream()
              .filter(f -> f.name().equals(filter) || f.name().equals(filter + "-ignore"))
              .reduce((first, second) -> second)
              .map(Fields.Field::at)
              .orElse(settings.at());
      problems.add(
          at,
          "%s and %s-ignore cannot both filter the event %s".formatted(filter, filter, event),
          "Use %s alone, with ! before the patterns to leave out.".formatted(filter));
    }
  }

  private List<Trigger.Schedule> schedules(Data data) {
    List<Trigger.Schedule> schedules = new ArrayList<>();
    for (Data item : Fields.oneOrMore(data)) {
      Fields fields = Fields.of(item);
      Optional<String> zone = fields.text("timezone");
      fields.get("timezone").ifPresent(at -> checkZone(at, zone.orElse("")));
      fields.text("cron").ifPresent(cron -> schedules.add(schedule(fields, cron, zone)));
    }
    return schedules;
  }

  private Trigger.Schedule schedule(Fields fields, String cron, Optional<String> zone) {
    Position at = fields.get("cron").map(Data::at).orElse(fields.at());
    Cron.problem(cron).ifPresent(problem -> problems.add(at, problem, Cron.HINT));
    return new Trigger.Schedule(at, cron, zone);
  }

  private void checkZone(Data at, String zone) {
    try {
      if (zone.contains("/")) {
        ZoneId.of(zone);
        return;
      }
    } catch (DateTimeException e) {
      problems.add(
          at.at(), "Unknown time zone '" + zone + "'", "Write an IANA name: Europe/Berlin.");
      return;
    }
    problems.add(at.at(), "Unknown time zone '" + zone + "'", "Write an IANA name: Europe/Berlin.");
  }

  private Trigger.Call call(Fields settings, InputBuilder inputs) {
    List<Trigger.Secret> secrets = new ArrayList<>();
    for (Fields.Field field : settings.map("secrets").all()) {
      boolean required = Fields.of(field.value()).isTrue("required");
      secrets.add(new Trigger.Secret(field.name(), field.at(), required));
    }
    List<Trigger.Output> outputs = new ArrayList<>();
    for (Fields.Field field : settings.map("outputs").all()) {
      Fields.of(field.value())
          .get("value")
          .ifPresent(value -> outputs.add(new Trigger.Output(field.name(), field.at(), value)));
    }
    return new Trigger.Call(inputs.call(settings), secrets, outputs);
  }
}
