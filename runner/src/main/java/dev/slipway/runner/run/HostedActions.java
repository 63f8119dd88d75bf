package dev.slipway.runner.run;

import dev.slipway.base.SlipwayException;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.action.ActionSources;
import dev.slipway.workflow.event.RepositoryFacts;
import java.util.Optional;

/**
 * Actions of the repositories that are hosted here: of public ones for everybody, of private ones
 * for the repositories of the same owner, but never for what a fork has sent.
 */
public final class HostedActions implements ActionSources {
  private final RunRepositories repositories;
  private final JobDescriptor.Trust trust;

  private HostedActions(RunRepositories repositories, JobDescriptor.Trust trust) {
    this.repositories = repositories;
    this.trust = trust;
  }

  /** For what the owner's own people have pushed. */
  public HostedActions(RunRepositories repositories) {
    this(repositories, JobDescriptor.Trust.TRUSTED);
  }

  /** For jobs that are trusted so. */
  static HostedActions of(RunRepositories repositories, JobDescriptor.Trust trust) {
    return new HostedActions(repositories, trust);
  }

  @Override
  public Optional<GitRepository> repository(String name, String reader) {
    RepositoryFacts facts;
    try {
      facts = repositories.facts(name);
    } catch (SlipwayException e) {
      return Optional.empty(); // There is none of this name.
    }
    return mayRead(facts, reader) ? Optional.of(repositories.open(name)) : Optional.empty();
  }

  private boolean mayRead(RepositoryFacts facts, String reader) {
    return switch (trust) {
      case TRUSTED -> !facts.isPrivate() || reader.startsWith(facts.owner() + "/");
      case FORK -> !facts.isPrivate() || reader.equals(facts.fullName());
    };
  }
}
