package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code slipway build --explain} prints: for each step whether it was done and why, its time
 * and its layer's size, then the sizes of the stages whose layers became the image's.
 */
public final class BuildExplanation {
  private static final double KILO = 1000.0;

  private BuildExplanation() {}

  /** One line for each step, then one for each stage, then the image. */
  public static List<String> lines(BuildResult result) {
    var lines = new ArrayList<String>();
    Map<String, long[]> stages = new LinkedHashMap<>();
    long compressed = 0;
    for (StepReport step : result.steps()) {
      lines.add(line(step));
      if (step.compressedSize() > 0) {
        long[] sums = stages.computeIfAbsent(step.stage(), stage -> new long[2]);
        sums[0] += step.compressedSize();
        sums[1] += step.unpackedSize();
        compressed += step.compressedSize();
      }
    }
    if (stages.size() > 1) {
      stages.forEach((stage, sums) -> lines.add("stage " + stage + ": " + sizes(sums[0], sums[1])));
    }
    lines.add("layers made by this file: " + size(compressed) + " compressed");
    lines.add("image: " + size(result.unpackedSize()) + " unpacked, base image included");
    return lines;
  }

  private static String line(StepReport step) {
    String name = step.name().lines().findFirst().orElse("");
    String sizes =
        step.compressedSize() > 0 ? "; " + sizes(step.compressedSize(), step.unpackedSize()) : "";
    String time =
        step.took().isZero()
            ? ""
            : String.format(Locale.ROOT, " in %.1fs", step.took().toMillis() / KILO);
    return name + ": " + step.verdict().explanation() + time + sizes;
  }

  private static String sizes(long compressed, long unpacked) {
    return size(compressed) + " compressed, " + size(unpacked) + " unpacked";
  }

  private static String size(long bytes) {
    if (bytes < KILO) {
      return bytes + " B";
    }
    return bytes < KILO * KILO
        ? String.format(Locale.ROOT, "%.1f kB", bytes / KILO)
        : String.format(Locale.ROOT, "%.1f MB", bytes / KILO / KILO);
  }
}
