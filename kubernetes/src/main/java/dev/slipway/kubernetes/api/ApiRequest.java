package dev.slipway.kubernetes.api;

import dev.slipway.http.Method;
import dev.slipway.http.Request;
import java.util.List;

/**
 * What a request under {@code /api/v1} or {@code /apis/G/V} asks for, in Kubernetes' terms.
 *
 * @param verb such as {@code list} or {@code deletecollection}
 * @param namespace empty for cluster-wide requests
 * @param resource the plural, such as {@code deployments}
 * @param name empty for collections
 * @param subresource such as {@code scale}; empty for the object itself
 */
record ApiRequest(
    String verb,
    String group,
    String version,
    String namespace,
    String resource,
    String name,
    String subresource) {

  static final String PROXY = "proxy";

  /**
   * Reads the path behind the group and version.
   *
   * @param rest its segments, such as {@code namespaces, default, pods, web, log}
   */
  static ApiRequest of(Request request, String group, String version, List<String> rest) {
    boolean inNamespace =
        rest.size() > 2 && rest.getFirst().equals("namespaces") && !isNamespaceSubresource(rest);
    String namespace = inNamespace ? rest.get(1) : "";
    List<String> parts = inNamespace ? rest.subList(2, rest.size()) : rest;
    String resource = parts.isEmpty() ? "" : parts.get(0);
    String name = parts.size() > 1 ? parts.get(1) : "";
    String subresource = parts.size() > 2 ? subresource(parts.subList(2, parts.size())) : "";
    return new ApiRequest(
        verb(request, name), group, version, namespace, resource, name, subresource);
  }

  /** What stands behind {@code proxy} is a path on another server. */
  private static String subresource(List<String> rest) {
    return rest.getFirst().equals(PROXY) ? PROXY : String.join("/", rest);
  }

  /** {@code namespaces/x/status} is about the namespace; {@code namespaces/x/pods} is not. */
  private static boolean isNamespaceSubresource(List<String> rest) {
    return rest.size() == 3 && (rest.get(2).equals("status") || rest.get(2).equals("finalize"));
  }

  /** The same with another verb. */
  ApiRequest with(String otherVerb) {
    return new ApiRequest(otherVerb, group, version, namespace, resource, name, subresource);
  }

  private static String verb(Request request, String name) {
    return switch (request.method()) {
      case GET, HEAD -> name.isEmpty() ? (isWatch(request) ? "watch" : "list") : "get";
      case POST -> "create";
      case PUT -> "update";
      case PATCH -> "patch";
      case DELETE -> name.isEmpty() ? "deletecollection" : "delete";
    };
  }

  private static boolean isWatch(Request request) {
    return request.method() == Method.GET && WriteParameters.isSet(request, "watch");
  }
}
