package dev.slipway.identity.cel;

import dev.slipway.identity.cel.CelValue.Bool;
import dev.slipway.identity.cel.CelValue.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** An expression that was read and checked. Immutable. */
public final class CelExpression {
  private final String source;
  private final CelNode root;

  private CelExpression(String source, CelNode root) {
    this.source = source;
    this.root = root;
  }

  /**
   * Reads an expression that may be of any kind.
   *
   * @throws CelException when it is wrong whatever the values
   */
  public static CelExpression parse(String source, CelNames names) {
    var root = CelParser.parse(source);
    new CelCheck(names).kind(root);
    return new CelExpression(source, root);
  }

  /** As {@link #parse}, for an expression that is true or false. */
  public static CelExpression parseCondition(String source, CelNames names) {
    var root = CelParser.parse(source);
    new CelCheck(names).require(root, Kind.BOOL);
    return new CelExpression(source, root);
  }

  public String source() {
    return source;
  }

  /**
   * Its value.
   *
   * @throws CelException when there is none: a missing claim, a kind that does not fit
   */
  public CelValue evaluate(Map<String, CelValue> variables) {
    return new CelEvaluation(variables).value(root);
  }

  /** Whether it is true; false, other kinds and failures all are not. */
  public boolean accepts(Map<String, CelValue> variables) {
    try {
      return evaluate(variables) instanceof Bool(boolean truth) && truth;
    } catch (CelException e) {
      return false;
    }
  }

  /** What each part of a condition came to, in the order of the source. */
  public List<CelFinding> explain(Map<String, CelValue> variables) {
    return new CelExplanation(source, new CelEvaluation(variables)).of(root);
  }

  /** What the lint looks at: comparisons, memberships and calls that decide. */
  public List<CelTerm> terms() {
    var terms = new ArrayList<CelTerm>();
    CelTerms.collect(source, root, terms);
    return List.copyOf(terms);
  }

  /** Whether it can be true only when a test that {@code wanted} accepts is true. */
  public boolean requires(Predicate<CelTerm> wanted) {
    return CelTerms.requires(source, root, wanted);
  }

  /** The fields that are used of a variable, such as {@code ref} of {@code assertion}. */
  public Set<String> fields(String variable) {
    var fields = new LinkedHashSet<String>();
    CelTerms.fields(root, variable, fields);
    return fields;
  }
}
