package dev.slipway.registry;

import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.RouteSet;

/**
 * What a client without (or with wrong) credentials is told: where to get a token, and for what.
 */
final class RegistryChallenge implements RouteSet.Challenge {
  private static final String[] KINDS = {"/blobs/", "/manifests/", "/tags/", "/referrers/"};

  private static final String ROOT = "/v2/";

  @Override
  public String value(Request request) {
    if (request.path().equals(TokenHandler.PATH)) {
      return "Basic realm=\"Slipway registry\"";
    }
    String scheme = request.isSecure() ? "https" : "http";
    String challenge =
        "Bearer realm=\""
            + scheme
            + "://"
            + request.authority()
            + TokenHandler.PATH
            + "\",service=\""
            + request.authority()
            + "\"";
    String scope = scope(request);
    return scope.isEmpty() ? challenge : challenge + ",scope=\"" + scope + "\"";
  }

  private static String scope(Request request) {
    String path = request.path();
    if (path.equals(ROOT + "_catalog")) {
      return "registry:catalog:*";
    }
    int end = -1;
    for (String kind : KINDS) {
      end = Math.max(end, path.lastIndexOf(kind));
    }
    if (!path.startsWith(ROOT) || end <= ROOT.length()) {
      return "";
    }
    String name = path.substring(ROOT.length(), end);
    if (name.endsWith("/blobs")) {
      name = name.substring(0, name.length() - "/blobs".length());
    }
    boolean upload = path.contains("/blobs/uploads");
    return "repository:" + name + ":" + actions(request.method(), upload);
  }

  private static String actions(Method method, boolean upload) {
    return switch (method) {
      case GET, HEAD -> upload ? "pull,push" : "pull";
      case POST, PUT, PATCH -> "pull,push";
      case DELETE -> upload ? "pull,push" : "delete";
    };
  }
}
