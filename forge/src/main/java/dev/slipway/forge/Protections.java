package dev.slipway.forge;

import dev.slipway.base.Json;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.RefChange;
import dev.slipway.http.Principal;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The protected branches, and what their protection says to a push or a merge. */
final class Protections {
  private static final String HEADS = "refs/heads/";

  private final Database database;
  private final Journal journal;
  private final CheckStates checks;

  Protections(Database database, Journal journal, CheckStates checks) {
    this.database = database;
    this.journal = journal;
    this.checks = checks;
  }

  List<Protection> list(HostedRepository repository) {
    return database.read(sql -> ForgeTables.protections(sql, repository.id()));
  }

  Optional<Protection> find(HostedRepository repository, String branch) {
    return list(repository).stream().filter(p -> p.branch().equals(branch)).findFirst();
  }

  void set(HostedRepository repository, Protection protection, Principal by) {
    if (!GitRepository.isRefName(HEADS + protection.branch())) {
      throw new ForgeException(
          ForgeException.Reason.INVALID, "\"" + protection.branch() + "\" cannot be a branch");
    }
    database.write(sql -> {
      ForgeTables.setProtection(sql, repository.id(), protection);
      journal.append(
          sql,
          "forge.protection.set",
          repository.name().resource(),
          by.name(),
          Json.MAPPER
              .createObjectNode()
              .put("branch", protection.branch())
              .put("checks", String.join(", ", protection.requiredChecks())));
      return protection;
    });
  }

  boolean remove(HostedRepository repository, String branch, Principal by) {
    return database.write(sql -> {
      boolean removed = ForgeTables.removeProtection(sql, repository.id(), branch);
      if (removed) {
        journal.append(
            sql,
            "forge.protection.removed",
            repository.name().resource(),
            by.name(),
            Json.MAPPER.createObjectNode().put("branch", branch));
      }
      return removed;
    });
  }

  /** Why a push may not do this; empty when it may. */
  Optional<String> objection(HostedRepository repository, RefChange change, Principal pusher) {
    if (!change.ref().startsWith(HEADS)) {
      return Optional.empty();
    }
    String branch = change.ref().substring(HEADS.length());
    if (change.kind() == RefChange.Kind.DELETED && branch.equals(repository.defaultBranch())) {
      return Optional.of("it is the default branch");
    }
    return find(repository, branch).flatMap(p -> objection(repository, p, change, pusher));
  }

  private Optional<String> objection(
      HostedRepository repository, Protection protection, RefChange change, Principal pusher) {
    return switch (change.kind()) {
      case DELETED -> Optional.of("protected branches are not deleted");
      case FORCED -> Optional.of("protected branches are not forced");
      // A branch that is only being made has nothing to protect yet.
      case CREATED -> Optional.empty();
      case ADVANCED -> {
        if (!protection.admits(pusher.name())) {
          yield Optional.of("protected branch; open a pull request instead (-o slipway.pr)");
        }
        yield change
            .after()
            .flatMap(after -> unmet(repository, protection, after))
            .map(why -> why + "; open a pull request instead (-o slipway.pr)");
      }
    };
  }

  /**
   * How the checks of a commit stand, and that those which a branch requires have not run.
   *
   * @param branch where the commit is to go
   */
  List<Standing> standings(HostedRepository repository, String branch, CommitId commit) {
    var required = find(repository, branch).map(Protection::requiredChecks).orElse(List.of());
    var all = new LinkedHashMap<String, Optional<CheckStates.State>>();
    checks.of(repository, commit).forEach((name, state) -> all.put(name, Optional.of(state)));
    required.forEach(name -> all.putIfAbsent(name, Optional.empty()));
    return all.entrySet().stream()
        .map(e -> new Standing(e.getKey(), e.getValue(), required.contains(e.getKey())))
        .toList();
  }

  /**
   * How a check stands.
   *
   * @param state empty when it has not run
   * @param required whether it must pass before a merge
   */
  record Standing(String name, Optional<CheckStates.State> state, boolean required) {}

  /** Which required checks have not passed for {@code commit}; empty when all have. */
  Optional<String> unmet(HostedRepository repository, Protection protection, CommitId commit) {
    if (protection.requiredChecks().isEmpty()) {
      return Optional.empty();
    }
    Map<String, CheckStates.State> states = checks.of(repository, commit);
    var missing =
        protection.requiredChecks().stream()
            .filter(name -> states.get(name) != CheckStates.State.PASSED)
            .map(name -> name + " " + said(Optional.ofNullable(states.get(name))))
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("required checks: " + String.join(", ", missing));
  }

  private static String said(Optional<CheckStates.State> state) {
    if (state.isEmpty()) {
      return "has not run";
    }
    return switch (state.get()) {
      case PENDING -> "is still running";
      case FAILED -> "failed";
      case PASSED -> "passed";
    };
  }
}
