package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.syntax.RunMount;
import java.util.Optional;

/**
 * A mount of a RUN step.
 *
 * @param mount what was asked for
 * @param target where it appears, absolute; empty for a secret that is a variable only
 * @param origin what a bind mount shows, or what a new cache starts with
 */
public record PlannedMount(RunMount mount, Optional<String> target, Optional<Origin> origin) {}
