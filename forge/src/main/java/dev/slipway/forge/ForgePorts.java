package dev.slipway.forge;

/**
 * What this room needs from others.
 *
 * @param listener what follows when something happened
 * @param gate may refuse pushes
 * @param checks tells how checks ended
 */
public record ForgePorts(ForgeListener listener, PushGate gate, CheckStates checks) {}
