package dev.slipway.workflow.syntax;

import dev.slipway.base.InputException.Position;
import dev.slipway.workflow.expression.Condition;
import dev.slipway.workflow.expression.ExpressionException;
import dev.slipway.workflow.expression.Names;
import dev.slipway.workflow.expression.Template;
import dev.slipway.workflow.expression.Value;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses the expressions of a workflow file and reports those that are wrong or out of place. */
final class Expressions {
  private static final Pattern INSERT = Pattern.compile("\\$\\{\\{\\s*insert\\s*}}");

  private final Problems problems;

  Expressions(Problems problems) {
    this.problems = problems;
  }

  /** Text with expressions; empty when a problem was reported. */
  Optional<Data> parse(Data.Literal literal, String text, Names names) {
    if (names.contexts().isEmpty()) {
      problems.add(
          literal.at(),
          "A template expression is not allowed in this context",
          "This value is read before a run exists: write it out.");
      return Optional.empty();
    }
    if (refusesInsert(literal.at(), text)) {
      return Optional.empty();
    }
    try {
      Template template = Template.parse(text, names);
      return Optional.of(new Data.Computed(literal.at(), template, text));
    } catch (ExpressionException e) {
      report(literal.at(), e, names);
      return Optional.empty();
    }
  }

  /** A key with an expression, or the insert directive. */
  Data.Key key(Data.Key.Name name, Names names) {
    if (INSERT.matcher(name.text()).matches()) {
      return new Data.Key.Insert(name.at());
    }
    Data.Literal literal = new Data.Literal(name.at(), Value.of(name.text()));
    return parse(literal, name.text(), names)
        .filter(Data.Computed.class::isInstance)
        .map(Data.Computed.class::cast)
        .<Data.Key>map(c -> new Data.Key.Dynamic(c.at(), c.template(), c.source()))
        .orElse(name);
  }

  /** An {@code if:}; nothing means {@code success()}. */
  Data condition(Data.Literal literal, Names names) {
    String text = literal.value().text();
    if (refusesInsert(literal.at(), text)) {
      return literal;
    }
    try {
      return new Data.Guard(literal.at(), Condition.parse(text, names), text);
    } catch (ExpressionException e) {
      report(literal.at(), e, names);
      return literal;
    }
  }

  private boolean refusesInsert(Position at, String text) {
    if (!INSERT.matcher(text).find()) {
      return false;
    }
    boolean whole = INSERT.matcher(text).matches();
    problems.add(
        at,
        "The directive 'insert' is not allowed in this context."
            + (whole
                ? ""
                : " Directives are not supported for expressions that are embedded within a"
                    + " string. Directives are only supported when the entire value is an"
                    + " expression."),
        "Only a key of a map may be ${{ insert }}.");
    return true;
  }

  private void report(Position at, ExpressionException e, Names names) {
    boolean unknown = e.getMessage().startsWith("Unrecognized");
    String hint =
        unknown && !names.contexts().isEmpty()
            ? "Known here: " + String.join(", ", names.contexts()) + "."
            : "";
    problems.add(at, e.getMessage(), hint);
  }
}
