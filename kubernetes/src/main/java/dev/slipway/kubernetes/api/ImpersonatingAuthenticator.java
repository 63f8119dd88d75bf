package dev.slipway.kubernetes.api;

import dev.slipway.http.Authenticator;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.RoleRules;
import java.util.TreeSet;

/**
 * Lets those who may act for others do so: {@code kubectl --as USER --as-group GROUP}. Whoever may
 * not is refused; the wish is never passed over.
 */
public final class ImpersonatingAuthenticator implements Authenticator {
  private static final String USER = "Impersonate-User";
  private static final String GROUP = "Impersonate-Group";
  private static final String ACCOUNT = "system:serviceaccount:";

  private final Authenticator inner;
  private final AccessCheck access;

  /**
   * @param inner who makes the request
   * @param authorizer asked for {@code container.users.impersonate} and the like
   * @param cluster whose roles may allow it, too
   */
  public ImpersonatingAuthenticator(Authenticator inner, Authorizer authorizer, Cluster cluster) {
    this.inner = inner;
    this.access = new AccessCheck(authorizer, new RoleRules(cluster));
  }

  @Override
  public Principal authenticate(Request request) {
    Principal principal = inner.authenticate(request);
    String user = request.header(USER).orElse("");
    if (user.isEmpty()) {
      if (!request.headers(GROUP).isEmpty()) {
        throw new HttpException(400, "requested groups without impersonating a user");
      }
      return principal;
    }
    if (principal.isAnonymous()) {
      throw new HttpException(401, "Unauthorized");
    }
    var groups = new TreeSet<String>();
    if (user.startsWith(ACCOUNT)) {
      String[] parts = user.substring(ACCOUNT.length()).split(":", -1);
      if (parts.length != 2) {
        throw new HttpException(400, "\"" + user + "\" is no service account");
      }
      require(principal, "serviceaccounts", parts[0], parts[1]);
      groups.add("system:serviceaccounts");
      groups.add("system:serviceaccounts:" + parts[0]);
    } else {
      require(principal, "users", "", user);
    }
    for (String group : request.headers(GROUP)) {
      require(principal, "groups", "", group);
      groups.add(group);
    }
    groups.add("system:authenticated");
    return new Principal(user, groups);
  }

  private static HttpException refusal(ApiException e) {
    return new HttpException(e.code(), String.valueOf(e.getMessage()));
  }

  private void require(Principal principal, String resource, String namespace, String name) {
    try {
      access.require(
          principal,
          new ApiRequest(AccessCheck.IMPERSONATE, "", "v1", namespace, resource, name, ""));
    } catch (ApiException e) {
      throw refusal(e);
    }
  }
}
