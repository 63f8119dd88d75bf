package dev.slipway.runner.builtin.docker;

import dev.slipway.oci.Platform;
import dev.slipway.runner.action.ActionInputs;

/** The platform that can be built for. */
final class Platforms {
  private Platforms() {}

  static String host() {
    return Platform.host().toString();
  }

  /** Refuses what this machine cannot run. */
  static void check(ActionInputs inputs) {
    for (String platform : inputs.words("platforms")) {
      if (!platform.equals(host())) {
        throw inputs.invalid(
            "platforms",
            "images cannot be built for " + platform + " on this machine",
            "leave it out, or write " + host());
      }
    }
  }
}
