package dev.slipway.registry;

import dev.slipway.http.Authorizer;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.oci.Digest;
import dev.slipway.registry.RegistryException.Code;
import java.util.Optional;

/**
 * Asks the authoriser for callers inside the process that act for somebody: the same questions, in
 * the same order, as a request over HTTP would lead to.
 */
public final class RegistryAccess {
  private final Authorizer authorizer;
  private final Registry registry;

  public RegistryAccess(Authorizer authorizer, Registry registry) {
    this.authorizer = authorizer;
    this.registry = registry;
  }

  /**
   * Push needs a repository; who may make repositories makes it by pushing.
   *
   * @param name an image's name without its host
   * @throws RegistryException when the principal may not push there
   */
  public void requirePush(Principal principal, String name) {
    require(principal, RegistryPermission.PUSH, name);
    RepositoryPath path = registry.repositoryOf(name);
    if (registry.hasRepository(path)) {
      return;
    }
    if (refusal(principal, RegistryPermission.CREATE.on(path)).isPresent()) {
      throw new RegistryException(
          Code.NAME_UNKNOWN,
          path + " does not exist; an administrator makes it by pushing to it first");
    }
    registry.createRepository(path, principal);
  }

  /**
   * Giving an image a tag that names another one by now needs the right to move tags.
   *
   * @throws RegistryException when the principal may not
   */
  public void requireTag(Principal principal, String name, String tag, Digest to) {
    if (registry.digest(name, tag).filter(now -> !now.equals(to)).isPresent()) {
      require(principal, RegistryPermission.MOVE_TAG, name);
    }
  }

  /**
   * Pull needs the right to, whether or not there is anything.
   *
   * @param name an image's name without its host
   * @throws RegistryException when the principal may not pull from there
   */
  public void requirePull(Principal principal, String name) {
    require(principal, RegistryPermission.PULL, name);
  }

  private void require(Principal principal, RegistryPermission permission, String name) {
    refusal(principal, permission.on(registry.repositoryOf(name)))
        .ifPresent(reason -> {
          throw new RegistryException(
              principal.isAnonymous() ? Code.UNAUTHORIZED : Code.DENIED, reason);
        });
  }

  private Optional<String> refusal(Principal principal, Permission permission) {
    return authorizer.decide(principal, permission) instanceof Authorizer.Decision.Denied(var why)
        ? Optional.of(why)
        : Optional.empty();
  }
}
