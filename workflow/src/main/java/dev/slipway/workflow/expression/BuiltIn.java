package dev.slipway.workflow.expression;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The functions that exist in every expression. */
enum BuiltIn {
  CONTAINS("contains", 2, 2),
  STARTS_WITH("startsWith", 2, 2),
  ENDS_WITH("endsWith", 2, 2),
  FORMAT("format", 1, Arity.MANY),
  JOIN("join", 1, 2),
  TO_JSON("toJSON", 1, 1),
  FROM_JSON("fromJSON", 1, 1),
  CASE("case", 3, Arity.MANY);

  private final String label;
  private final int least;
  private final int most;

  BuiltIn(String label, int least, int most) {
    this.label = label;
    this.least = least;
    this.most = most;
  }

  static Optional<BuiltIn> named(String name) {
    return Arrays.stream(values()).filter(f -> Folding.same(f.label, name)).findFirst();
  }

  Arity arity() {
    return new Arity(least, most);
  }

  Value call(Arguments arguments) {
    return switch (this) {
      case CONTAINS -> contains(arguments);
      case STARTS_WITH -> compare(arguments, String::startsWith);
      case ENDS_WITH -> compare(arguments, String::endsWith);
      case FORMAT -> new FormatText(arguments).value();
      case JOIN -> join(arguments);
      case TO_JSON -> JsonText.print(arguments.get(0), arguments.memory());
      case FROM_JSON -> JsonText.parse(arguments.get(0).text(), arguments.memory());
      case CASE -> choose(arguments);
    };
  }

  @Override
  public String toString() {
    return label;
  }

  private static Value contains(Arguments arguments) {
    var where = arguments.get(0);
    var what = arguments.get(1);
    return Value.of(
        switch (where) {
          case ArrayValue array ->
              array.items().stream().anyMatch(item -> Comparison.equal(item, what));
          case ObjectValue _ -> false;
          default -> bothText(where, what, String::contains);
        });
  }

  private static Value compare(Arguments arguments, BiPredicate<String, String> test) {
    return Value.of(bothText(arguments.get(0), arguments.get(1), test));
  }

  private static boolean bothText(Value left, Value right, BiPredicate<String, String> test) {
    return left.primitive()
        && right.primitive()
        && test.test(Folding.fold(left.text()), Folding.fold(right.text()));
  }

  private static Value join(Arguments arguments) {
    return switch (arguments.get(0)) {
      case ArrayValue array -> {
        var given = arguments.count() > 1 ? arguments.get(1) : Value.of(",");
        String separator = given.primitive() ? given.text() : ",";
        var text = new StringBuilder();
        for (int i = 0; i < array.items().size(); i++) {
          text.append(i == 0 ? "" : separator).append(array.items().get(i).text());
          arguments.memory().reserve(text.length());
        }
        yield Value.of(text.toString());
      }
      case ObjectValue _ -> Value.of("");
      case Value primitive -> Value.of(primitive.text());
    };
  }

  private static Value choose(Arguments arguments) {
    int last = arguments.count() - 1;
    for (int i = 0; i < last; i += 2) {
      switch (arguments.get(i)) {
        case BooleanValue.TRUE -> {
          return arguments.get(i + 1);
        }
        case BooleanValue.FALSE -> {}
        default ->
            throw ExpressionException.evaluation("case predicate must evaluate to a boolean value");
      }
    }
    return arguments.get(last);
  }
}
