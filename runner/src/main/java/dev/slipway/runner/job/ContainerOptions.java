package dev.slipway.runner.job;

import dev.slipway.container.ProcessLimit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code options:} of a job's container asks for, as {@code docker create} spells it.
 *
 * @param user whom steps run as, instead of the image's
 * @param environment added to the image's variables
 * @param hosts lines for {@code /etc/hosts}: a name and its address
 */
public record ContainerOptions(
    Optional<String> user,
    Optional<String> hostname,
    OptionalLong memoryBytes,
    OptionalLong cpuMillis,
    OptionalLong processes,
    OptionalLong sharedMemoryBytes,
    Map<String, String> environment,
    List<ProcessLimit> limits,
    Map<String, String> hosts) {
  /** Nothing asked for. */
  public static final ContainerOptions NONE =
      new ContainerOptions(
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Map.of(),
          List.of(),
          Map.of());

  public ContainerOptions {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    limits = List.copyOf(limits);
    hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
  }
}
