package dev.slipway.workflow.plan;

/** What is to be done next. */
public sealed interface RunAction {
  /** Everything the job needs has ended: run it, once its concurrency group lets it. */
  record StartJob(JobInstance job) implements RunAction {}

  /** The job will not run. */
  record SkipJob(String job, String reason) implements RunAction {}

  /** The job could not be planned and counts as failed. */
  record FailJob(String job, String reason) implements RunAction {}

  /** An execution that was started is to end. */
  record CancelJob(String job, String reason) implements RunAction {}

  /** An execution that has not been started never will be: it counts as cancelled. */
  record DropJob(String job, String reason) implements RunAction {}

  /** Nothing is left to do. */
  record FinishRun(Result conclusion) implements RunAction {}
}
