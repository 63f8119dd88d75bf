package dev.slipway.registry.api;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.oci.Digest;
import dev.slipway.oci.RepositoryNames;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RepositoryPath;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the handlers share: authorising, and the images that requests name. */
final class ApiAccess {
  private static final int MAX_BODY = 1 << 20;

  private final Authorizer authorizer;
  private final Registry registry;

  ApiAccess(Authorizer authorizer, Registry registry) {
    this.authorizer = authorizer;
    this.registry = registry;
  }

  /**
   * An image as people write it: {@code NAME}, {@code NAME:TAG} or {@code NAME@DIGEST}, with or
   * without this registry's host.
   */
  record Named(String name, Optional<String> tag, Optional<Digest> digest) {
    String requireTag() {
      return tag.orElseThrow(() -> wrong(name, "has no tag", "write " + name + ":TAG"));
    }
  }

  static Named image(String text) {
    String rest = text;
    int slash = rest.indexOf('/');
    String first = slash < 0 ? "" : rest.substring(0, slash);
    if (first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost")) {
      rest = rest.substring(slash + 1);
    }
    int at = rest.indexOf('@');
    Optional<Digest> digest = at < 0 ? Optional.empty() : Digest.find(rest.substring(at + 1));
    if (at >= 0 && digest.isEmpty()) {
      throw wrong(text, "has no valid digest after @", "write NAME@sha256:…");
    }
    rest = at < 0 ? rest : rest.substring(0, at);
    int colon = rest.lastIndexOf(':');
    Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1));
    String name = colon < 0 ? rest : rest.substring(0, colon);
    if (!RepositoryNames.isName(name) || tag.filter(t -> !RepositoryNames.isTag(t)).isPresent()) {
      throw wrong(text, "is not an image of this registry", "write PROJECT/REPOSITORY/IMAGE:TAG");
    }
    return new Named(name, tag, digest);
  }

  static InputException wrong(String text, String problem, String hint) {
    return new InputException(Position.of("image"), "\"" + text + "\" " + problem, hint);
  }

  static JsonNode body(Request request) throws IOException {
    byte[] body = request.body().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new HttpException(413, "the request is longer than " + MAX_BODY + " bytes");
    }
    return body.length == 0 ? Json.MAPPER.createObjectNode() : Json.parse(body, "request body");
  }

  static String query(Request request, String name) {
    return request
        .query(name)
        .orElseThrow(() ->
            new InputException(Position.of("query"), name + " is missing", "add ?" + name + "=…"));
  }

  /** Refuses when the caller may not do {@code action} to the repository of an image. */
  void requireName(Request request, String action, String name) {
    require(request, action, registry.repositoryOf(name));
  }

  /** Refuses when the caller may not do {@code action} to a repository. */
  void require(Request request, String action, RepositoryPath path) {
    var permission = new Permission("artifactregistry." + action, path.toString());
    if (authorizer.decide(request.principal(), permission)
        instanceof Authorizer.Decision.Denied(String reason)) {
      throw new HttpException(request.principal().isAnonymous() ? 401 : 403, reason);
    }
  }

  boolean allows(Request request, String action, RepositoryPath path) {
    var permission = new Permission("artifactregistry." + action, path.toString());
    return authorizer.decide(request.principal(), permission)
        instanceof Authorizer.Decision.Allowed;
  }

  /** The repository {@code PROJECT/REPOSITORY}, wherever it is. */
  RepositoryPath repository(String text) {
    if (!RepositoryNames.isName(text) || text.chars().filter(c -> c == '/').count() != 1) {
      throw new InputException(
          Position.of("repository"),
          "\"" + text + "\" is not a repository",
          "write PROJECT/REPOSITORY");
    }
    return registry.repositoryOf(text);
  }
}
