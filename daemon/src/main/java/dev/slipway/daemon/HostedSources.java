package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.delivery.GitHistory;
import dev.slipway.forge.Forge;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.Repositories;
import dev.slipway.forge.RepositoryName;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.http.Principal;
import dev.slipway.runner.HostedRepositories;
import dev.slipway.runner.JobDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The hosted repositories, as deliveries and jobs read them.
 *
 * <p>Deliveries start before the forge, which tells runs what happened, which need what deliveries
 * need: whoever moves a ref here waits until the forge is there.
 */
final class HostedSources implements GitHistory.Repositories, HostedRepositories {
  private static final Principal DELIVERY = new Principal("system:slipway-delivery", Set.of());

  private final Repositories repositories;
  private final CompletableFuture<Forge> forge = new CompletableFuture<>();

  HostedSources(Repositories repositories) {
    this.repositories = repositories;
  }

  Repositories repositories() {
    return repositories;
  }

  /** From now on refs move through {@code started}, with its records and listeners. */
  void moveThrough(Forge started) {
    forge.complete(started);
  }

  Optional<HostedRepository> find(String repository) {
    return repositories.find(RepositoryName.parse(repository));
  }

  /** Whether anything is hosted below a name, however it is written. */
  boolean hasOwner(String owner) {
    return repositories.list().stream().anyMatch(r -> r.name().owner().equalsIgnoreCase(owner));
  }

  /** Whether a ref is a protected branch of a repository. */
  boolean isProtected(String repository, String ref) {
    return repositories.isProtected(required(repository), ref);
  }

  /** The names of all, {@code OWNER/NAME}. */
  List<String> names() {
    return repositories.list().stream().map(repository -> repository.name().toString()).toList();
  }

  /** One that must be there. */
  HostedRepository required(String repository) {
    return find(repository)
        .orElseThrow(
            () -> new SlipwayException("the repository " + repository + " is not hosted here"));
  }

  /** A repository of its own instance, to be closed by the caller. */
  GitRepository content(HostedRepository repository) {
    return GitRepository.open(repositories.content(repository).directory());
  }

  @Override
  public Optional<GitRepository> open(String repository) {
    return find(repository).map(this::content);
  }

  /** A job reads its own repository; others are not shown to it. */
  @Override
  public Optional<GitRepository> open(String name, JobDescriptor reader) {
    return name.equalsIgnoreCase(reader.repository()) ? open(name) : Optional.empty();
  }

  @Override
  public boolean move(
      String repository, String ref, Optional<CommitId> from, CommitId to, String reason) {
    return find(repository)
        .map(found -> forge.join().move(found, ref, from, to, DELIVERY))
        .orElse(false);
  }
}
