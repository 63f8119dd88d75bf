package dev.slipway.runner.run;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The labels of {@code runs-on} that mean a job container made of this machine's programs.
 *
 * @param names in lower case
 */
public record RunnerLabels(Set<String> names) {
  /** What GitHub's Linux runners answer to. */
  public static final RunnerLabels STANDARD =
      new RunnerLabels(
          Set.of(
              "ubuntu-latest",
              "ubuntu-24.04",
              "ubuntu-22.04",
              "ubuntu-slim",
              "self-hosted",
              "linux",
              "x64",
              "slipway"));

  public RunnerLabels {
    names = Set.copyOf(names);
  }

  /** Why a label cannot be had here; empty when it can. */
  Optional<String> problem(String label) {
    return names.contains(label.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of("no runner here has the label " + label);
  }

  String hint() {
    return "labels here: " + String.join(", ", new TreeSet<>(names));
  }
}
