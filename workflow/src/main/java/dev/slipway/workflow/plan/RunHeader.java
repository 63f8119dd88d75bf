package dev.slipway.workflow.plan;

import dev.slipway.base.InputException;
import dev.slipway.workflow.expression.ExpressionException;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import dev.slipway.workflow.syntax.Workflow;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a run is called and which runs it excludes, known before any job.
 *
 * @param name its {@code run-name}; empty when the workflow gives none
 * @param concurrency the group the whole run takes a place in
 */
public record RunHeader(Optional<String> name, Optional<Concurrency.Request> concurrency) {
  /**
   * Evaluates the header.
   *
   * @param contexts {@code github}, {@code inputs}, {@code vars}
   * @throws InputException when an expression cannot be evaluated
   */
  public static RunHeader of(Workflow workflow, ObjectValue contexts) {
    PlanScope scope = new PlanScope(contexts, new JobStatus(Map.of(), false));
    return new RunHeader(
        workflow
            .runName()
            .map(data -> evaluated(data, d -> Evaluation.text(d, scope)))
            .filter(name -> !name.isBlank()),
        workflow
            .concurrency()
            .map(data -> evaluated(data, d -> ConcurrencyRequests.read(d, scope))));
  }

  private static <T> T evaluated(Data data, Function<Data, T> function) {
    try {
      return function.apply(data);
    } catch (ExpressionException | PlanException e) {
      throw new InputException(data.at(), String.valueOf(e.getMessage()), "", e);
    }
  }
}
