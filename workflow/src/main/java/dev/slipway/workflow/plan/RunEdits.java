package dev.slipway.workflow.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Walks over and replaces the executions of a run, called workflows included. */
final class RunEdits {
  private RunEdits() {}

  /** The frame with the one execution {@code id} replaced. */
  static Frame single(Frame frame, String id, UnaryOperator<Execution.Single> edit) {
    if (singles(frame).stream().noneMatch(s -> s.id().equals(id))) {
      throw new IllegalArgumentException("the run has no execution " + id);
    }
    return singles(frame, s -> s.id().equals(id) ? edit.apply(s) : s);
  }

  /** The frame with every execution replaced. */
  static Frame singles(Frame frame, UnaryOperator<Execution.Single> edit) {
    Frame result = frame;
    for (JobState job : frame.jobs().values()) {
      List<Execution> executions = new ArrayList<>();
      for (Execution execution : job.executions()) {
        executions.add(
            switch (execution) {
              case Execution.Single single -> edit.apply(single);
              case Execution.Called called -> called.with(singles(called.frame(), edit));
            });
      }
      if (!executions.equals(job.executions())) {
        result = result.with(job.with(executions));
      }
    }
    return result;
  }

  static List<Execution.Single> singles(Frame frame) {
    List<Execution.Single> all = new ArrayList<>();
    frame.jobs().values().forEach(job -> all.addAll(singles(job)));
    return all;
  }

  static List<Execution.Single> singles(JobState job) {
    List<Execution.Single> all = new ArrayList<>();
    for (Execution execution : job.executions()) {
      switch (execution) {
        case Execution.Single single -> all.add(single);
        case Execution.Called called -> all.addAll(singles(called.frame()));
      }
    }
    return all;
  }
}
