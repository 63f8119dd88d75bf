package dev.slipway.runner.github;

import dev.slipway.runner.run.RunView;
import dev.slipway.runner.run.RunView.JobView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The numbers by which GitHub's clients ask for jobs and workflows. A job's is made of its run,
 * attempt and place there, so that nobody has to remember it.
 */
final class RunNumbers {
  private static final long ATTEMPTS = 1000;
  private static final long PLACES = 10_000;

  private RunNumbers() {}

  /** What a job's number says. */
  record Place(String run, int attempt, int index) {
    Optional<JobView> in(List<JobView> jobs) {
      return index >= 0 && index < jobs.size() ? Optional.of(jobs.get(index)) : Optional.empty();
    }
  }

  static long job(RunView run, int attempt, int index) {
    return (Long.parseLong(run.id()) * ATTEMPTS + attempt) * PLACES + index + 1;
  }

  static Place place(long number) {
    long attempt = number / PLACES;
    return new Place(
        Long.toString(attempt / ATTEMPTS), (int) (attempt % ATTEMPTS), (int) (number % PLACES) - 1);
  }

  /** A workflow's, which stays as long as its file has its name. */
  static long workflow(String file) {
    var sum = new CRC32();
    sum.update(file.getBytes(StandardCharsets.UTF_8));
    return sum.getValue();
  }
}
