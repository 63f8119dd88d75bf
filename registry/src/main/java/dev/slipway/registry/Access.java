package dev.slipway.registry;

import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.oci.Digest;
import dev.slipway.oci.RepositoryNames;
import dev.slipway.registry.RegistryException.Code;

/** Asks the authoriser on behalf of the handlers. */
final class Access {
  private final Authorizer authorizer;
  private final Registry registry;
  private final RegistryAccess inside;

  Access(Authorizer authorizer, Registry registry) {
    this.authorizer = authorizer;
    this.registry = registry;
    this.inside = new RegistryAccess(authorizer, registry);
  }

  /** The repository's name in the request, checked: it goes into paths, queries and permissions. */
  static String name(Request request) {
    String name = request.parameter("name");
    if (!RepositoryNames.isName(name)) {
      throw new RegistryException(
          Code.NAME_INVALID,
          "\""
              + name
              + "\" is not a repository name: lower-case letters and digits, with . _ -"
              + " between them and / between parts");
    }
    return name;
  }

  void require(Request request, RegistryPermission permission, String name) {
    require(request, permission.on(registry.repositoryOf(name)));
  }

  void requireList(Request request) {
    require(request, RegistryPermission.LIST.onAllOf(registry.settings().location()));
  }

  boolean allows(Principal principal, RegistryPermission permission, String name) {
    return switch (authorizer.decide(principal, permission.on(registry.repositoryOf(name)))) {
      case Authorizer.Decision.Allowed allowed -> true;
      case Authorizer.Decision.Denied denied -> false;
    };
  }

  boolean allowsList(Principal principal) {
    Permission list = RegistryPermission.LIST.onAllOf(registry.settings().location());
    return authorizer.decide(principal, list) instanceof Authorizer.Decision.Allowed;
  }

  /** Push needs a repository; who may make repositories makes it by pushing. */
  void requirePush(Request request, String name) {
    require(request, RegistryPermission.PUSH, name);
    inside.requirePush(request.principal(), name);
  }

  /** Moving a tag that names something else is a permission of its own. */
  void requireTag(Request request, String name, String tag, Digest to) {
    if (registry.digest(name, tag).filter(now -> !now.equals(to)).isPresent()) {
      require(request, RegistryPermission.MOVE_TAG, name);
    }
  }

  private void require(Request request, Permission permission) {
    if (authorizer.decide(request.principal(), permission)
        instanceof Authorizer.Decision.Denied(String reason)) {
      if (request.principal().isAnonymous()) {
        throw new HttpException(401, reason);
      }
      throw new RegistryException(Code.DENIED, reason);
    }
  }
}
