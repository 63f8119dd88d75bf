package dev.slipway.container.reach;

import dev.slipway.container.ContainerMount;
import dev.slipway.container.ContainerSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mounts and variables that a container gets from the host, besides what its image and its step
 * say.
 *
 * @param environment applied where the container does not set the variable itself; values for
 *     {@code JAVA_TOOL_OPTIONS} are appended
 */
public record HostAdditions(List<ContainerMount> mounts, Map<String, String> environment) {
  private static final String JAVA_OPTIONS = "JAVA_TOOL_OPTIONS";

  public HostAdditions {
    mounts = List.copyOf(mounts);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  public static HostAdditions none() {
    return new HostAdditions(List.of(), Map.of());
  }

  public HostAdditions and(HostAdditions other) {
    var all = new ArrayList<>(mounts);
    all.addAll(other.mounts);
    return new HostAdditions(all, other.over(environment));
  }

  /** The container with these added. */
  public ContainerSpec addTo(ContainerSpec spec) {
    return spec.mounting(mounts).withEnvironment(over(spec.environment()));
  }

  /** The variables {@code own} with these added. */
  public Map<String, String> over(Map<String, String> own) {
    var all = new LinkedHashMap<>(own);
    environment.forEach((name, value) ->
        all.merge(
            name,
            value,
            (there, added) -> name.equals(JAVA_OPTIONS) ? there + " " + added : there));
    return all;
  }
}
