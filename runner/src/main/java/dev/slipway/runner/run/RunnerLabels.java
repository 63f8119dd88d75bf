package dev.slipway.runner.run;

import dev.slipway.runner.JobDescriptor.Trust;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The labels of {@code runs-on} that can be had here: those that mean a job container made of this
 * machine's programs, and those that the administrator gave an image.
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

  private final LabelImages images;

  public RunnerLabels(LabelImages images) {
    this.images = images;
  }

  LabelImages images() {
    return images;
  }

  /** Why a label cannot be had here; empty when it can. */
  Optional<String> problem(String label) {
    return STANDARD.contains(label.toLowerCase(Locale.ROOT)) || images.of(label).isPresent()
        ? Optional.empty()
        : Optional.of("no runner here has the label " + label);
  }

  String hint() {
    var all = new TreeSet<>(STANDARD);
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
