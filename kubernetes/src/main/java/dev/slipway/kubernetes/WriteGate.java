package dev.slipway.kubernetes;

import dev.slipway.http.Principal;
import dev.slipway.manifest.KubeObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asked before a client's write of a Deployment is stored: it may refuse it, or note something in
 * the object's annotations, as an admission webhook does in other clusters.
 *
 * <p>It is asked about the very state that the write replaces: when somebody else was faster it is
 * asked again. It must be quick and must not write to the cluster. Writes of the process itself do
 * not pass it.
 */
@FunctionalInterface
public interface WriteGate {
  /** Lets everything pass unchanged. */
  WriteGate OPEN = write -> new Verdict.Admit(Map.of(), Set.of());

  Verdict decide(ClientWrite write);

  /**
   * What a client is about to store.
   *
   * @param manager the client program's part, such as {@code kubectl-set}
   * @param old what it replaces; empty when the object is new
   * @param wanted the object as the client wants it; reading only
   */
  record ClientWrite(
      Principal principal, String manager, Optional<KubeObject> old, KubeObject wanted) {}

  /** The answer. */
  sealed interface Verdict {
    /** Stored, with these annotations set and those taken away. */
    record Admit(Map<String, String> annotations, Set<String> removed) implements Verdict {
      public Admit {
        annotations = Map.copyOf(annotations);
        removed = Set.copyOf(removed);
      }
    }

    /** Refused with 403 Forbidden; the reason is what the client prints. */
    record Refuse(String reason) implements Verdict {}
  }
}
