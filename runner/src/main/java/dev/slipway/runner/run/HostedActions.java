package dev.slipway.runner.run;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.action.ActionName;
import dev.slipway.runner.action.ActionSources;
import dev.slipway.runner.action.FetchedActions;
import dev.slipway.workflow.event.RepositoryFacts;
import java.util.Optional;

/**
 * Actions of the repositories that are hosted here: of public ones for everybody, of private ones
 * for the repositories of the same owner, but never for what a fork has sent. What is not hosted
 * here is fetched.
 */
final class HostedActions implements ActionSources {
  private final RunRepositories repositories;
  private final FetchedActions fetched;
  private final JobDescriptor.Trust trust;

  HostedActions(RunRepositories repositories, FetchedActions fetched, JobDescriptor.Trust trust) {
    this.repositories = repositories;
    this.fetched = fetched;
    this.trust = trust;
  }

  /** For what the owner's own people have pushed. */
  HostedActions(RunRepositories repositories, FetchedActions fetched) {
    this(repositories, fetched, JobDescriptor.Trust.TRUSTED);
  }

  @Override
  public Optional<Opened> open(ActionName.Hosted name, String reader) {
    RepositoryFacts facts;
    try {
      facts = repositories.facts(name.repository());
    } catch (SlipwayException e) {
      return fetched.open(name); // There is none of this name here.
    }
    return mayRead(facts, reader)
        ? Optional.of(new Opened(repositories.open(name.repository()), Optional.empty()))
        : Optional.empty();
  }

  private boolean mayRead(RepositoryFacts facts, String reader) {
    return switch (trust) {
      case TRUSTED -> !facts.isPrivate() || reader.startsWith(facts.owner() + "/");
      case FORK -> !facts.isPrivate() || reader.equals(facts.fullName());
    };
  }
}
