package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the containers of pods use of the machine. */
@FunctionalInterface
public interface PodMetrics {
  /** Knows nothing. */
  PodMetrics NONE = pod -> Optional.empty();

  /** The last measurement; empty when the pod was not measured yet. */
  Optional<Sample> of(KubeObject pod);

  /**
   * One measurement.
   *
   * @param window over which processor time was averaged
   */
  record Sample(Instant time, Duration window, List<Usage> containers) {
    public Sample {
      containers = List.copyOf(containers);
    }
  }

  /**
   * What one container uses.
   *
   * @param nanoCores of processors, one whole processor being a billion
   * @param bytes of memory, without what the kernel can drop at once
   * @param processor time of processors used since the container was started
   */
  record Usage(String container, long nanoCores, long bytes, Duration processor) {}
}
