package dev.slipway.container;

import java.util.OptionalLong;

/**
 * How much of the machine a container may use.
 *
 * @param memoryBytes memory and swap together; who needs more is killed
 * @param cpuMillis thousandths of a processor; who wants more waits
 * @param cpuShares weight against others when processors are short; 1024 is the norm
 * @param processes how many processes and threads it may have
 */
public record ResourceLimits(
    OptionalLong memoryBytes,
    OptionalLong cpuMillis,
    OptionalLong cpuShares,
    OptionalLong processes) {
  private static final ResourceLimits NONE =
      new ResourceLimits(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  public static ResourceLimits none() {
    return NONE;
  }

  public ResourceLimits withMemory(long bytes) {
    return new ResourceLimits(OptionalLong.of(bytes), cpuMillis, cpuShares, processes);
  }

  public ResourceLimits withCpu(long millis) {
    return new ResourceLimits(memoryBytes, OptionalLong.of(millis), cpuShares, processes);
  }

  public ResourceLimits withShares(long shares) {
    return new ResourceLimits(memoryBytes, cpuMillis, OptionalLong.of(shares), processes);
  }

  public ResourceLimits withProcesses(long count) {
    return new ResourceLimits(memoryBytes, cpuMillis, cpuShares, OptionalLong.of(count));
  }
}
