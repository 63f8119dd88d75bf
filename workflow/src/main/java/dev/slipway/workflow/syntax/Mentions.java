package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the expressions of a piece of a workflow speak of, found without evaluating them. */
public final class Mentions {
  /** Stands for secrets that are named only in a run, as in {@code toJSON(secrets)}. */
  public static final String ANY_SECRET = "*";

  /** A name after a dot, a name in brackets, the whole context, or a string to step over. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?<![\\w.-])secrets\\s*(?:\\.\\s*([A-Za-z_][\\w-]*)|\\[\\s*'((?:[^']|'')*)'\\s*])"
              + "|(?<![\\w.-])(secrets)(?![\\w-])"
              + "|'(?:[^']|'')*'",
          Pattern.CASE_INSENSITIVE);

  private Mentions() {}

  /** The sources of all expressions in {@code data}, without the braces. */
  static List<String> expressions(Data data) {
    List<String> sources = new ArrayList<>();
    collect(data, sources);
    return sources;
  }

  private static void collect(Data data, List<String> into) {
    switch (data) {
      case Data.Literal _ -> {}
      case Data.Computed computed -> collect(computed.template(), into);
      case Data.Guard guard -> into.add(guard.condition().expression().source());
      case Data.Items items -> items.items().forEach(item -> collect(item, into));
      case Data.Entries entries -> {
        for (Data.Entry entry : entries.entries()) {
          if (entry.key() instanceof Data.Key.Dynamic dynamic) {
            collect(dynamic.template(), into);
          }
          collect(entry.value(), into);
        }
      }
    }
  }

  private static void collect(Template template, List<String> into) {
    template.expressions().forEach(expression -> into.add(expression.source()));
  }

  /** The root contexts that {@code data} names. */
  public static Set<String> contexts(Data data) {
    return switch (data) {
      case Data.Literal _ -> Set.of();
      case Data.Computed computed -> computed.template().contexts();
      case Data.Guard guard -> guard.condition().expression().contexts();
      case Data.Items items -> contexts(items.items());
      case Data.Entries entries ->
          contexts(entries.entries().stream().map(Data.Entry::value).toList());
    };
  }

  private static Set<String> contexts(List<Data> all) {
    Set<String> names = new TreeSet<>();
    all.forEach(data -> names.addAll(contexts(data)));
    return names;
  }

  /** How {@code data} is written, on one line. */
  public static String text(Data data) {
    return switch (data) {
      case Data.Literal literal -> literal.value().text();
      case Data.Computed computed -> computed.source();
      case Data.Guard guard -> guard.source();
      case Data.Items items ->
          items.items().stream().map(Mentions::text).collect(Collectors.joining(", "));
      case Data.Entries entries ->
          entries.entries().stream().map(e -> text(e.value())).collect(Collectors.joining(", "));
    };
  }

  /** The names of the secrets that {@code data} reads. */
  public static Set<String> secrets(Data data) {
    Set<String> names = new TreeSet<>();
    for (String source : expressions(data)) {
      Matcher matcher = SECRET.matcher(source);
      while (matcher.find()) {
        Optional.ofNullable(matcher.group(1))
            .or(() -> Optional.ofNullable(matcher.group(2)))
            .or(() -> Optional.ofNullable(matcher.group(3)).map(_ -> ANY_SECRET))
            .ifPresent(names::add);
      }
    }
    return names;
  }

  /** Every piece of a job that may hold expressions. */
  public static List<Data> of(Job job) {
    List<Data> all = new ArrayList<>();
    job.name().ifPresent(all::add);
    all.add(job.condition());
    job.strategy().ifPresent(all::add);
    job.concurrency().ifPresent(all::add);
    switch (job.work()) {
      case Job.Steps steps -> collectSteps(steps, all);
      case Job.Call call -> {
        call.with().ifPresent(all::add);
        if (call.secrets() instanceof Job.NamedSecrets named) {
          named.secrets().ifPresent(all::add);
        }
      }
    }
    return all;
  }

  private static void collectSteps(Job.Steps steps, List<Data> into) {
    into.add(steps.runsOn());
    List.of(
            steps.environment(),
            steps.env(),
            steps.defaults(),
            steps.outputs(),
            steps.timeoutMinutes(),
            steps.cancelTimeoutMinutes(),
            steps.continueOnError(),
            steps.container(),
            steps.services())
        .forEach(data -> data.ifPresent(into::add));
    steps.steps().forEach(step -> into.addAll(of(step)));
  }

  /** Every piece of a step that may hold expressions. */
  public static List<Data> of(Step step) {
    List<Data> all = new ArrayList<>();
    Step.Common common = step.common();
    all.add(common.condition());
    List.of(common.name(), common.env(), common.continueOnError(), common.timeoutMinutes())
        .forEach(data -> data.ifPresent(all::add));
    switch (step) {
      case Step.Run run -> {
        all.add(run.script());
        run.shell().ifPresent(all::add);
        run.workingDirectory().ifPresent(all::add);
      }
      case Step.Uses uses -> uses.with().ifPresent(all::add);
      case Step.Parallel parallel -> parallel.steps().forEach(inner -> all.addAll(of(inner)));
      case Step.Wait _, Step.Cancel _ -> {}
    }
    return all;
  }
}
