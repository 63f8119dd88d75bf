package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.Names;
import dev.slipway.workflow.expression.NullValue;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Schema.BuiltIn;
import dev.slipway.workflow.syntax.Schema.MapOf;
import dev.slipway.workflow.syntax.Schema.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds a tree against the schema: reports what does not fit, parses expressions where they may be.
 *
 * <p>Text where a number or boolean is written is turned into text, as GitHub does: {@code run: 3}.
 */
final class SchemaChecker {
  private final Schema schema;
  private final Problems problems;
  private final Expressions expressions;
  private final MappingChecker mappings;

  SchemaChecker(Schema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
    this.expressions = new Expressions(problems);
    this.mappings = new MappingChecker(problems, this, expressions);
  }

  /** The whole tree of a file whose type is {@code root}. */
  Data check(Data raw, String root) {
    return check(raw, new Slot(new Schema.Named(root), Optional.empty(), true), Names.NONE);
  }

  /** The tree below {@code slot}, as far as it fits. */
  Data check(Data data, Slot slot, Names inherited) {
    Names names = slot.names().orElse(inherited);
    List<Schema.Type> types = new ArrayList<>();
    flatten(slot.type(), types);
    return switch (data) {
      case Data.Literal literal -> scalar(literal, types, names);
      case Data.Items items -> sequence(items, types, names);
      case Data.Entries entries -> mapping(entries, types, names);
      case Data.Computed done -> done;
      case Data.Guard done -> done;
    };
  }

  private void flatten(Schema.Type type, List<Schema.Type> into) {
    Schema.Type resolved = schema.resolve(type);
    if (resolved instanceof Schema.OneOf oneOf) {
      oneOf.options().forEach(option -> flatten(option.type(), into));
    } else {
      into.add(resolved);
    }
  }

  private Data mapping(Data.Entries entries, List<Schema.Type> types, Names names) {
    if (types.contains(BuiltIn.ANY)) {
      return mappings.any(entries, names);
    }
    List<MapOf> maps = new ArrayList<>();
    for (Schema.Type type : types) {
      if (type instanceof MapOf map) {
        maps.add(map);
      }
    }
    if (maps.isEmpty()) {
      problems.add(entries.at(), "A mapping was not expected", Wording.expected(types));
      return entries;
    }
    return mappings.check(entries, maps, names);
  }

  private Data sequence(Data.Items items, List<Schema.Type> types, Names names) {
    Optional<Slot> item = Optional.empty();
    if (types.contains(BuiltIn.ANY)) {
      item = Optional.of(new Slot(BuiltIn.ANY, Optional.empty(), false));
    }
    for (Schema.Type type : types) {
      if (item.isEmpty() && type instanceof Schema.ListOf list) {
        item = Optional.of(list.item());
      }
    }
    if (item.isEmpty()) {
      problems.add(items.at(), "A sequence was not expected", Wording.expected(types));
      return items;
    }
    List<Data> checked = new ArrayList<>();
    for (Data element : items.items()) {
      checked.add(check(element, item.get(), names));
    }
    return new Data.Items(items.at(), checked);
  }

  private Data scalar(Data.Literal literal, List<Schema.Type> types, Names names) {
    if (types.contains(BuiltIn.CONDITION)) {
      return expressions.condition(literal, names);
    }
    String text = literal.value().text();
    if (text.contains("${{")) {
      Optional<Data> computed = expressions.parse(literal, text, names);
      if (computed.isPresent()) {
        return fits(computed.get(), literal, types);
      }
    }
    return plain(literal, types);
  }

  /** An expression may yield anything; text around one, and a constant, must be wanted as text. */
  private Data fits(Data parsed, Data.Literal original, List<Schema.Type> types) {
    return switch (parsed) {
      case Data.Literal constant -> plain(constant, types);
      case Data.Computed computed when computed.template().single().isPresent() -> computed;
      default -> {
        if (types.stream().noneMatch(SchemaChecker::isText)) {
          problems.add(
              original.at(),
              "Unexpected value '" + original.value().text() + "'",
              Wording.expected(types));
        }
        yield parsed;
      }
    };
  }

  private static boolean isText(Schema.Type type) {
    return type == BuiltIn.TEXT || type == BuiltIn.NONEMPTY || type == BuiltIn.ANY;
  }

  private Data plain(Data.Literal literal, List<Schema.Type> types) {
    Value value = literal.value();
    for (Schema.Type type : types) {
      if (Scalars.isExactly(type, value)) {
        return literal;
      }
    }
    if (value.kind() != Value.Kind.STRING) {
      Value text = Value.of(value.text());
      for (Schema.Type type : types) {
        if (Scalars.isExactly(type, text)) {
          return new Data.Literal(literal.at(), text);
        }
      }
    }
    String written = value == NullValue.NULL ? "" : value.text();
    problems.add(
        literal.at(), "Unexpected value '" + written + "'", Wording.expected(types, written));
    return literal;
  }
}
