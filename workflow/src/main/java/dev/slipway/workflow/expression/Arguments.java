package dev.slipway.workflow.expression;

import java.util.function.IntFunction;

/**
 * The arguments of a call, each evaluated when it is asked for.
 *
 * @param count how many there are
 * @param values evaluates one; asking twice evaluates twice
 * @param memory of the evaluation
 */
record Arguments(int count, IntFunction<Value> values, Memory memory) {
  Value get(int index) {
    return values.apply(index);
  }
}
