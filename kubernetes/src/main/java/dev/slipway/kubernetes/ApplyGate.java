package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Looks at what an applied configuration came to, before it is stored. */
@FunctionalInterface
public interface ApplyGate {
  /**
   * Lets it pass, changed where needed.
   *
   * @param live as stored; empty when the object is new
   * @param next may be changed
   * @throws ApiException to refuse
   */
  void pass(Optional<KubeObject> live, ObjectNode next);
}
