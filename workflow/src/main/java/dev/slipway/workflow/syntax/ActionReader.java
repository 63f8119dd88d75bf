package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException;
import dev.slipway.workflow.expression.Arity;
import dev.slipway.workflow.expression.Condition;
import dev.slipway.workflow.expression.Names;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the files of actions, {@code action.yml}: every mistake with its position, or the model.
 */
public final class ActionReader {
  private static final Pattern NODE = Pattern.compile("node[0-9]+");
  private static final Names ALWAYS = Names.NONE.withFunction("always", Arity.atLeast(0));

  private final String file;
  private final Problems problems = new Problems();

  private ActionReader(String file) {
    this.file = file;
  }

  /** What came of a reading. */
  public sealed interface Reading {}

  /** The file is right. */
  public record Accepted(ActionFile action) implements Reading {}

  /** The file is wrong, in the order of the file. */
  public record Refused(List<Problem> problems) implements Reading {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads an action's file.
   *
   * @param file its path, for positions
   */
  public static Reading read(byte[] yaml, String file) {
    return new ActionReader(file).read(yaml);
  }

  private Reading read(byte[] yaml) {
    Optional<ActionFile> action = Optional.empty();
    try {
      String text = WorkflowReader.decode(yaml, file);
      Data raw = YamlReader.read(text, file, ReadOptions.DEFAULT.limits(), problems);
      Data checked = new SchemaChecker(SchemaLoader.SCHEMA, problems).check(raw, Schema.ACTION);
      if (checked instanceof Data.Entries root) {
        action = build(new Fields(root));
      }
    } catch (InputException e) {
      problems.add(e.position(), e.problem(), e.hint().orElse(""));
    }
    return action.isPresent() && problems.isEmpty()
        ? new Accepted(action.get())
        : new Refused(problems.list());
  }

  private Optional<ActionFile> build(Fields root) {
    List<ActionFile.Input> inputs =
        root.map("inputs").all().stream().map(ActionReader::input).toList();
    List<ActionFile.Output> outputs =
        root.map("outputs").all().stream()
            .map(field ->
                new ActionFile.Output(
                    field.name(), field.at(), Fields.of(field.value()).get("value")))
            .toList();
    return runs(root.map("runs"))
        .map(runs -> new ActionFile(file, root.text("name").orElse(file), inputs, outputs, runs));
  }

  private static ActionFile.Input input(Fields.Field field) {
    Fields settings = Fields.of(field.value());
    return new ActionFile.Input(
        field.name(), field.at(), settings.get("default"), settings.text("deprecationMessage"));
  }

  private Optional<ActionFile.Runs> runs(Fields runs) {
    String using = runs.text("using").orElse("");
    if (using.equals("composite")) {
      return required(runs, "steps")
          .map(steps ->
              new ActionFile.Composite(
                  runs.at(), new StepsBuilder(problems).build(Fields.oneOrMore(steps))));
    }
    if (using.equals("docker")) {
      return Optional.of(new ActionFile.Container(runs.at()));
    }
    if (NODE.matcher(using).matches()) {
      return required(runs, "main").flatMap(Fields::text).map(main -> script(runs, using, main));
    }
    if (!using.isEmpty()) {
      problems.add(
          runs.get("using").map(Data::at).orElse(runs.at()),
          "'" + using + "' is no way to carry out an action",
          "Write composite, node20 or node24.");
    }
    return Optional.empty();
  }

  private Optional<Data> required(Fields runs, String key) {
    Optional<Data> value = runs.get(key);
    if (value.isEmpty()) {
      problems.add(
          runs.at(),
          "Required property is missing: " + key,
          "An action that uses " + runs.text("using").orElse("") + " needs it.");
    }
    return value;
  }

  private static ActionFile.JavaScript script(Fields runs, String using, String main) {
    return new ActionFile.JavaScript(
        runs.at(),
        using,
        main,
        runs.text("pre"),
        condition(runs, "pre-if"),
        runs.text("post"),
        condition(runs, "post-if"));
  }

  /** An {@code if} that is absent means always here. */
  private static Data.Guard condition(Fields runs, String key) {
    return runs.get(key)
        .filter(Data.Guard.class::isInstance)
        .map(Data.Guard.class::cast)
        .orElseGet(
            () -> new Data.Guard(runs.at(), Condition.parse("always()", ALWAYS), "always()"));
  }
}
