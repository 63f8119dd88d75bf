package dev.slipway.kubernetes.api;

import dev.slipway.http.Authenticator;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.RoleRules;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Lets those who may act for others do so: {@code kubectl --as USER --as-group GROUP}. Whoever may
 * not is refused; the wish is never passed over.
 */
public final class ImpersonatingAuthenticator implements Authenticator {
  private static final String USER = "Impersonate-User";
  private static final String GROUP = "Impersonate-Group";
  private static final String UID = "Impersonate-Uid";
  private static final String EXTRA = "impersonate-extra-";
  private static final String AUTHENTICATION = "authentication.k8s.io";
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
      if (!request.headers(GROUP).isEmpty()
          || request.header(UID).isPresent()
          || !extras(request).isEmpty()) {
        throw new HttpException(400, "requested groups, uid or extra without impersonating a user");
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
    return new Principal(user, groups, known(principal, request));
  }

  /** What else is said about the one that is acted for. */
  private Map<String, String> known(Principal principal, Request request) {
    var known = new TreeMap<String, String>();
    request
        .header(UID)
        .ifPresent(uid -> {
          require(principal, AUTHENTICATION, "uids", "", uid, "");
          known.put("uid", uid);
        });
    extras(request)
        .forEach((key, values) -> {
          values.forEach(v -> require(principal, AUTHENTICATION, "userextras", "", v, key));
          known.put(Reviews.EXTRA + key, String.join("\n", values));
        });
    return known;
  }

  /** The headers {@code Impersonate-Extra-KEY}; keys are in lower case, and escaped as in URLs. */
  private static Map<String, List<String>> extras(Request request) {
    var extras = new TreeMap<String, List<String>>();
    for (var header : request.headers().entries()) {
      String name = header.getKey();
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith(EXTRA)) {
        String key = lower.substring(EXTRA.length()).replace("+", "%2b");
        extras.put(URLDecoder.decode(key, StandardCharsets.UTF_8), request.headers(name));
      }
    }
    return extras;
  }

  private static HttpException refusal(ApiException e) {
    return new HttpException(e.code(), String.valueOf(e.getMessage()));
  }

  private void require(Principal principal, String resource, String namespace, String name) {
    require(principal, "", resource, namespace, name, "");
  }

  private void require(
      Principal principal,
      String group,
      String resource,
      String namespace,
      String name,
      String part) {
    try {
      access.require(
          principal,
          new ApiRequest(AccessCheck.IMPERSONATE, group, "v1", namespace, resource, name, part));
    } catch (ApiException e) {
      throw refusal(e);
    }
  }
}
