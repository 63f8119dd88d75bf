package dev.slipway.forge;

import dev.slipway.git.GitRepository;
import dev.slipway.git.RefChange;
import dev.slipway.http.Principal;
import java.util.List;
import java.util.Optional;

/** What keeps a ref from moving, whichever way somebody asks for it. */
final class PushRules {
  private static final List<String> RESERVED = List.of("refs/pull/", "refs/slipway/");

  private final Repositories repositories;
  private final Protections protections;
  private final PushGate gate;

  PushRules(Repositories repositories, Protections protections, PushGate gate) {
    this.repositories = repositories;
    this.protections = protections;
    this.gate = gate;
  }

  /** Why a change may not be made; empty when it may. */
  Optional<PushGate.Refusal> objection(
      HostedRepository repository, RefChange change, Principal by) {
    if (RESERVED.stream().anyMatch(change.ref()::startsWith)) {
      return refused("reserved for Slipway");
    }
    if (!GitRepository.isRefName(change.ref())) {
      return refused("not the name of a ref");
    }
    var protection = protections.objection(repository, change, by);
    return protection.isPresent()
        ? refused(protection.get())
        : gate.examine(repository, repositories.content(repository), change);
  }

  private static Optional<PushGate.Refusal> refused(String reason) {
    return Optional.of(new PushGate.Refusal(reason, List.of()));
  }
}
