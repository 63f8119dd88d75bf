package dev.slipway.forge;

import dev.slipway.base.InputException;
import dev.slipway.git.GitProtocol;
import dev.slipway.git.GitProtocol.Service;
import dev.slipway.git.GitRepository;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Handler;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Git over smart HTTP: {@code /git/OWNER/NAME.git}, with or without the suffix.
 *
 * <p>Errors are plain text, which git shows to its user.
 */
public final class GitRoutes {
  private static final String WHY =
      "the permission depends on the service, and on whether the repository exists";
  private static final String ROOT = "/git/{owner}/{name}/";

  private final Forge forge;
  private final Access access;

  private GitRoutes(Forge forge, Access access) {
    this.forge = forge;
    this.access = access;
  }

  /** All routes below {@code /git/}. */
  public static RouteSet routeSet(Forge forge, Authorizer authorizer) {
    var routes = new GitRoutes(forge, new Access(authorizer));
    return new RouteSet(
        "git",
        List.of(
            route(Method.GET, "info/refs", routes::advertise),
            route(Method.POST, Service.UPLOAD_PACK.wireName(), routes::upload),
            route(Method.POST, Service.RECEIVE_PACK.wireName(), routes::receive)),
        (request, status, failure) ->
            Response.text(
                status,
                status < 500 ? failure.getMessage() + "\n" : "the server failed; see its log\n"),
        request -> "Basic realm=\"Slipway\", charset=\"UTF-8\"");
  }

  private static Route route(Method method, String path, Handler handler) {
    return Route.handlerDecides(method, ROOT + path, WHY, ForgeRoutes.answering(handler));
  }

  private static RepositoryName name(Request request) {
    String name = request.parameter("name");
    return new RepositoryName(
        request.parameter("owner"),
        name.endsWith(".git") ? name.substring(0, name.length() - ".git".length()) : name);
  }

  private Response advertise(Request request) {
    var name = name(request);
    Service service = service(request);
    GitRepository content =
        switch (service) {
          case UPLOAD_PACK -> readable(request, name);
          case RECEIVE_PACK -> writable(request, name);
        };
    String version = version(request);
    return streamed(
        "application/x-" + service.wireName() + "-advertisement",
        out -> GitProtocol.advertise(content, service, version, out));
  }

  private static Service service(Request request) {
    String asked = request.query("service").orElse("");
    for (Service service : Service.values()) {
      if (service.wireName().equals(asked)) {
        return service;
      }
    }
    throw new HttpException(
        403,
        asked.isEmpty()
            ? "only git's smart protocol is served; use a newer git"
            : "there is no service " + asked);
  }

  private GitRepository readable(Request request, RepositoryName name) {
    access.requirePull(request, forge.repositories(), name);
    return forge.repositories().content(forge.repository(name));
  }

  /** Before the first push there is nothing yet, and only the push itself makes the repository. */
  private GitRepository writable(Request request, RepositoryName name) {
    access.require(request, ForgePermission.PUSH, name);
    var repository = forge.repositories().find(name);
    if (repository.isEmpty()) {
      access.require(request, ForgePermission.CREATE, name);
      return forge.repositories().nothing();
    }
    return forge.repositories().content(repository.get());
  }

  private Response upload(Request request) {
    var content = readable(request, name(request));
    String version = version(request);
    requireType(request, Service.UPLOAD_PACK);
    return streamed(
        "application/x-git-upload-pack-result",
        out -> GitProtocol.upload(content, version, body(request), out));
  }

  private Response receive(Request request) {
    var name = name(request);
    var content = writable(request, name);
    requireType(request, Service.RECEIVE_PACK);
    var repository =
        content == forge.repositories().nothing()
            ? forge.repositories().findOrCreate(name, request.principal())
            : forge.repository(name);
    var flow = new PushFlow(forge, access, repository, request.principal());
    return streamed(
        "application/x-git-receive-pack-result",
        out ->
            GitProtocol.receive(
                forge.repositories().content(repository), flow, body(request), out));
  }

  /** Keeps pages in a browser from posting to a repository: forms cannot send this type. */
  private static void requireType(Request request, Service service) {
    String expected = "application/x-" + service.wireName() + "-request";
    if (!request.header("Content-Type").orElse("").equals(expected)) {
      throw new HttpException(415, "the body must be " + expected);
    }
  }

  private static String version(Request request) {
    return request.header("Git-Protocol").orElse("");
  }

  private static InputStream body(Request request) throws IOException {
    String encoding = request.header("Content-Encoding").orElse("identity");
    return switch (encoding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(request.body(), 16 << 10);
      case "identity" -> request.body();
      default ->
          throw new InputException(
              InputException.Position.of("request body"), "is encoded as " + encoding, "use gzip");
    };
  }

  private static Response streamed(String type, Response.Body body) {
    return new Response.Streaming(
        200, Headers.of("Content-Type", type).with("Cache-Control", "no-cache, no-store"), body);
  }
}
