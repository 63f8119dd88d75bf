package dev.slipway.identity.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.slipway.base.Json;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Random conditions, computed here and by Google's own implementation, must come to the same. */
class CelOracleTest {
  private static final long SEED = Long.getLong("slipway.seed", 20_261_101);
  private static final int CONDITIONS = 1_500;
  private static final Map<String, Object> CLAIMS =
      Map.of(
          "ref",
          "refs/heads/main",
          "repository",
          "acme/doctor",
          "repository_id",
          "123456",
          "run",
          7L,
          "flag",
          true,
          "list",
          List.of("a", "refs/heads/main"));
  private static final List<String> STRINGS =
      List.of("'refs/heads/main'", "'acme/doctor'", "'123456'", "'a'", "''", "'/'", "'main'");
  private static final List<String> FIELDS =
      List.of(
          "assertion.ref",
          "assertion.repository",
          "assertion.repository_id",
          "assertion.missing",
          "assertion.run",
          "assertion['ref']");

  private final Random random = new Random(SEED);
  private final Cel oracle =
      CelFactory.legacyCelBuilder()
          .setOptions(CelOptions.current().enableHeterogeneousNumericComparisons(true).build())
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("assertion", SimpleType.DYN)
          .addCompilerLibraries(CelExtensions.strings())
          .addRuntimeLibraries(CelExtensions.strings())
          .build();
  private final Map<String, CelValue> ours =
      Map.of("assertion", CelValue.of(Json.MAPPER.<JsonNode>valueToTree(CLAIMS)));
  private final CelNames names = new CelNames(Set.of("assertion"), Set.of());

  @Test
  void agreesWithGooglesImplementation() {
    int failures = 0;
    int truths = 0;
    for (int i = 0; i < CONDITIONS; i++) {
      String source = condition(3);
      String theirs = theirs(source);
      String mine = ours(source);
      assertThat(mine).as("seed %d: %s", SEED, source).isEqualTo(theirs);
      failures += mine.equals("failure") ? 1 : 0;
      truths += mine.equals("true") ? 1 : 0;
    }
    assertThat(failures).as("the generator reaches failures").isGreaterThan(CONDITIONS / 50);
    assertThat(truths).as("and truths").isGreaterThan(CONDITIONS / 10);
  }

  private String theirs(String source) {
    try {
      var program = oracle.createProgram(oracle.compile(source).getAst());
      return String.valueOf(program.eval(Map.of("assertion", CLAIMS)));
    } catch (CelValidationException e) {
      return "invalid";
    } catch (CelEvaluationException e) {
      return "failure";
    }
  }

  private String ours(String source) {
    CelExpression expression;
    try {
      expression = CelExpression.parseCondition(source, names);
    } catch (CelException e) {
      return "invalid";
    }
    try {
      return expression.evaluate(ours).literal();
    } catch (CelException e) {
      return "failure";
    }
  }

  private String condition(int depth) {
    if (depth == 0) {
      return test();
    }
    return switch (random.nextInt(8)) {
      case 0, 1 -> "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
      case 2, 3 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
      case 4 -> "!(" + condition(depth - 1) + ")";
      case 5 ->
          "("
              + condition(depth - 1)
              + " ? "
              + condition(depth - 1)
              + " : "
              + condition(depth - 1)
              + ")";
      default -> test();
    };
  }

  private String test() {
    String field = one(FIELDS);
    String text = one(STRINGS);
    return switch (random.nextInt(14)) {
      case 0 -> field + " == " + text;
      case 1 -> field + " != " + text;
      case 2 -> field + " in [" + text + ", " + one(STRINGS) + "]";
      case 3 -> "has(assertion." + one(List.of("ref", "missing", "run")) + ")";
      case 4 -> field + ".startsWith(" + text + ")";
      case 5 -> field + ".endsWith(" + text + ")";
      case 6 -> field + ".contains(" + text + ")";
      case 7 -> field + ".matches(" + one(List.of("'^refs/'", "'main$'", "'[0-9]+'")) + ")";
      case 8 -> field + " == " + random.nextInt(10);
      case 9 -> field + " < " + one(List.of("'b'", "8", "7.5", "'refs'"));
      case 10 -> "size(" + field + ".split('/')) == " + random.nextInt(4);
      case 11 -> field + ".split(" + one(List.of("'/'", "'a'", "''")) + ", 2)[0] == " + text;
      case 12 -> text + " in assertion.list";
      default -> "assertion.flag";
    };
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
