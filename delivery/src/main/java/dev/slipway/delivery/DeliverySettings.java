package dev.slipway.delivery;

import dev.slipway.delivery.release.EnvironmentRules;
import dev.slipway.delivery.release.ReleasePlanner.Automatic;

/**
 * How deliveries behave.
 *
 * @param rules which namespace is which environment
 * @param automatic whether failed releases go back by themselves
 */
public record DeliverySettings(EnvironmentRules rules, Automatic automatic) {
  /** The usual: they do. */
  public static final DeliverySettings DEFAULT =
      new DeliverySettings(EnvironmentRules.DEFAULT, Automatic.ON);
}
