package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.http.PortOwner;

/** Finds out that a port is taken before anything is started. */
final class Ports {
  private Ports() {}

  /**
   * Nothing, when all ports of the instance are free.
   *
   * @throws SlipwayException naming the port, its owner and the option for another one
   */
  static void requireFree(Settings settings) {
    requireFree(settings.port(), "HTTP", "--port");
    requireFree(settings.kubernetesPort(), "the Kubernetes API", "--kubernetes-port");
    requireFree(settings.ingressPort(), "Ingresses", "--ingress-port");
  }

  private static void requireFree(int port, String purpose, String option) {
    PortOwner.of(port)
        .ifPresent(owner -> {
          throw new SlipwayException(
              "could not listen on port %d for %s; %s listens there already. End it, or choose another"
                      .formatted(port, purpose, owner)
                  + " port by 'slipway up "
                  + option
                  + " PORT'");
        });
  }
}
