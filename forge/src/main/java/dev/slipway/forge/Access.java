package dev.slipway.forge;

import dev.slipway.forge.HostedRepository.Visibility;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;

/** Asks the authoriser on behalf of the handlers. */
final class Access {
  private final Authorizer authorizer;

  Access(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** Throws 401 for nobody and 403 for somebody who may not. */
  void require(Request request, ForgePermission permission, RepositoryName name) {
    if (authorizer.decide(request.principal(), permission.on(name))
        instanceof Authorizer.Decision.Denied(String reason)) {
      throw new HttpException(request.principal().isAnonymous() ? 401 : 403, reason);
    }
  }

  boolean allows(Principal principal, ForgePermission permission, RepositoryName name) {
    return authorizer.decide(principal, permission.on(name)) instanceof Authorizer.Decision.Allowed;
  }

  /** Public repositories are read by everybody; that is what the word means. */
  void requirePull(Request request, Repositories repositories, RepositoryName name) {
    boolean isPublic =
        repositories.find(name).filter(r -> r.visibility() == Visibility.PUBLIC).isPresent();
    if (!isPublic) {
      require(request, ForgePermission.PULL, name);
    }
  }
}
