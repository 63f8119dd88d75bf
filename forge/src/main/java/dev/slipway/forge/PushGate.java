package dev.slipway.forge;

import dev.slipway.git.GitRepository;
import dev.slipway.git.RefChange;
import java.util.List;
import java.util.Optional;

/** Port: may refuse a push before its refs move, such as one that brings an invalid workflow. */
@FunctionalInterface
public interface PushGate {
  /** Lets everything through. */
  PushGate OPEN = (repository, content, change) -> Optional.empty();

  /**
   * Examines one change; its commits can be read from {@code content}.
   *
   * @return why the ref may not move; empty when it may
   */
  Optional<Refusal> examine(HostedRepository repository, GitRepository content, RefChange change);

  /**
   * Why a ref may not move.
   *
   * @param reason in few words, shown as {@code ! [remote rejected] main -> main (reason)}
   * @param details lines such as {@code file:line:column: problem}, shown as {@code remote: …}
   */
  record Refusal(String reason, List<String> details) {
    public Refusal {
      details = List.copyOf(details);
    }
  }
}
