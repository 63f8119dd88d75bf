package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.plan.Origin;

/** The root filesystems that names in a plan stand for; waits for stages that are being built. */
interface Origins {
  /** What an image or a stage holds. */
  Rootfs rootfs(Origin origin) throws InterruptedException;

  /** Stands for it in cache keys. */
  String key(Origin origin) throws InterruptedException;
}
