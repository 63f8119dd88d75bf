package dev.slipway.runner.run;

import dev.slipway.runner.JobDescriptor.Trust;
import dev.slipway.runner.job.JobBase;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The labels of {@code runs-on} that can be had here: those that mean a job container made of this
 * machine's programs, those that the administrator gave an image, and those whose jobs the
 * administrator lets run as processes of this machine.
 */
public final class RunnerLabels {
  /** What GitHub's Linux runners answer to. */
  private static final Set<String> STANDARD =
      Set.of(
          "ubuntu-latest",
          "ubuntu-24.04",
          "ubuntu-22.04",
          "ubuntu-slim",
          "self-hosted",
          "linux",
          "x64",
          "slipway");

  /** Means processes of this machine wherever it means anything. */
  private static final String HOST = "host";

  private final LabelImages images;
  private final Set<String> ofHost;

  /**
   * @param ofHost whose jobs are processes of this machine, which nothing confines
   */
  public RunnerLabels(LabelImages images, Collection<String> ofHost) {
    this.images = images;
    this.ofHost = lowered(ofHost);
  }

  private static Set<String> lowered(Collection<String> labels) {
    return labels.stream().map(l -> l.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** Why a label cannot be had here; empty when it can. */
  Optional<String> problem(String label) {
    String known = label.toLowerCase(Locale.ROOT);
    if (STANDARD.contains(known) || ofHost.contains(known) || images.of(label).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        known.equals(HOST)
            ? "jobs with the label host run as processes of this machine, which nothing confines;"
                + " its administrator has not allowed that (hostLabels in config.json)"
            : "no runner here has the label " + label);
  }

  /** What of this machine a job without an image runs on. */
  JobBase machine(List<String> labels) {
    return lowered(labels).stream().anyMatch(ofHost::contains)
        ? new JobBase.HostProcesses()
        : new JobBase.HostPrograms();
  }

  String hint() {
    var all = new TreeSet<>(STANDARD);
    all.addAll(ofHost);
    all.addAll(images.all().keySet());
    return "labels here: " + String.join(", ", all);
  }

  /** The image of the first label that has one for such jobs. */
  Optional<String> image(List<String> labels, Trust trust) {
    return labels.stream()
        .flatMap(label -> images.of(label).stream())
        .filter(meaning ->
            switch (meaning.use()) {
              case ALL -> true;
              case FORKS -> trust == Trust.FORK;
            })
        .map(LabelImages.Meaning::image)
        .findFirst();
  }
}
