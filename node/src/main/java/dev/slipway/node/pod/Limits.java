package dev.slipway.node.pod;

import dev.slipway.container.ResourceLimits;
import dev.slipway.manifest.types.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Resources of a specification as limits of control groups. */
final class Limits {
  private static final BigDecimal SHARES_PER_CPU = BigDecimal.valueOf(1024);
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);
  private static final long LEAST_SHARES = 2;

  private Limits() {}

  static ResourceLimits of(JsonNode resources) {
    ResourceLimits limits = ResourceLimits.none();
    Optional<BigDecimal> memory = quantity(resources, "limits", "memory");
    Optional<BigDecimal> cpu = quantity(resources, "limits", "cpu");
    Optional<BigDecimal> share = quantity(resources, "requests", "cpu").or(() -> cpu);
    if (memory.isPresent()) {
      limits = limits.withMemory(whole(memory.get()));
    }
    if (cpu.isPresent()) {
      limits = limits.withCpu(whole(cpu.get().multiply(MILLIS)));
    }
    if (share.isPresent()) {
      long shares = whole(share.get().multiply(SHARES_PER_CPU));
      limits = limits.withShares(Math.max(LEAST_SHARES, shares));
    }
    return limits;
  }

  private static Optional<BigDecimal> quantity(JsonNode resources, String kind, String name) {
    String text = resources.path(kind).path(name).asString("");
    return Quantity.parse(text).map(Quantity::value).filter(v -> v.signum() > 0);
  }

  private static long whole(BigDecimal value) {
    return value.setScale(0, RoundingMode.CEILING).longValueExact();
  }
}
