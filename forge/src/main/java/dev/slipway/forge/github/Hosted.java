package dev.slipway.forge.github;

import dev.slipway.forge.CheckStates;
import dev.slipway.forge.Forge;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.HostedRepository.Visibility;
import dev.slipway.forge.RepositoryName;
import dev.slipway.forge.check.PostedChecks;
import dev.slipway.forge.discussion.Discussions;
import dev.slipway.forge.release.TaggedReleases;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.Signature;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.github.GithubAccess;
import dev.slipway.http.github.GithubActor;
import java.time.Clock;

/**
 * What the handlers of this package work on.
 *
 * @param jobs how the instance's own checks of a commit stand
 * @param url of the instance, as its clients reach it
 */
public record Hosted(
    Forge forge,
    GithubAccess access,
    Discussions discussions,
    PostedChecks checks,
    TaggedReleases releases,
    CheckStates jobs,
    String url,
    Clock clock) {
  /** The repository of the path, for those who may read it. */
  HostedRepository read(Request request) {
    var name = new RepositoryName(request.parameter("owner"), request.parameter("name"));
    boolean isPublic =
        forge
            .repositories()
            .find(name)
            .filter(r -> r.visibility() == Visibility.PUBLIC)
            .isPresent();
    if (!isPublic) {
      access.require(request, "forge.repositories.pull", "contents: read");
    }
    return forge.repository(name);
  }

  /** The repository of the path, for those who may do something to it. */
  HostedRepository allowed(Request request, String action, String scope) {
    access.require(request, action, scope);
    return forge.repository(
        new RepositoryName(request.parameter("owner"), request.parameter("name")));
  }

  /** The repository of the path, for those who may push to it. */
  HostedRepository write(Request request) {
    return allowed(request, "forge.repositories.push", "contents: write");
  }

  GitRepository content(HostedRepository repository) {
    return forge.repositories().content(repository);
  }

  /** The commit of a branch, a tag or an id. */
  CommitId commit(HostedRepository repository, String revision) {
    return content(repository)
        .resolve(revision)
        .orElseThrow(() -> new HttpException(404, "No commit found for SHA: " + revision));
  }

  /** Who a commit that a request makes is by. */
  Signature signature(Principal by) {
    return Signature.now(
        GithubActor.login(by), by.name().replaceAll("[^A-Za-z0-9.-]+", "-") + "@localhost", clock);
  }

  /** The address of a repository in the API. */
  String address(HostedRepository repository) {
    return url + "/api/v3/repos/" + repository.name();
  }
}
