package dev.slipway.forge.github;

import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.release.Asset;
import dev.slipway.forge.release.TaggedRelease;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubActor;
import dev.slipway.http.github.GithubBody;
import dev.slipway.http.github.GithubPages;
import java.io.IOException;
import java.util.Optional;

/** The files of releases. */
final class AssetCalls {
  private static final int LONGEST_NAME = 255;

  private final Hosted hosted;
  private final ReleaseCalls releases;
  private final ReleaseView view;

  AssetCalls(Hosted hosted, ReleaseCalls releases) {
    this.hosted = hosted;
    this.releases = releases;
    this.view = new ReleaseView(hosted);
  }

  Response list(Request request) {
    HostedRepository repository = hosted.read(request);
    TaggedRelease release = releases.found(repository, request);
    return GithubPages.list(
        request,
        hosted.releases().assets(release.id()).stream()
            .map(asset -> view.json(repository, asset))
            .toList());
  }

  Response upload(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    TaggedRelease release = releases.found(repository, request);
    String name = name(request.query("name").orElse(""));
    var asset =
        new Asset(
            0,
            release.id(),
            name,
            request.query("label").orElse(""),
            request.header("Content-Type").orElse("application/octet-stream"),
            0,
            "",
            GithubActor.login(request.principal()),
            hosted.clock().instant());
    return hosted
        .releases()
        .add(asset, request.body())
        .map(made -> Response.json(201, view.json(repository, made)))
        .orElseThrow(() ->
            new HttpException(422, "Validation Failed: ReleaseAsset name already_exists: " + name));
  }

  /** GitHub writes a dot for what a file's name cannot have. */
  private static String name(String wanted) {
    String name = wanted.replaceAll("[^A-Za-z0-9._@+-]+", ".");
    if (name.isEmpty() || name.length() > LONGEST_NAME || name.matches("\\.+")) {
      throw new HttpException(
          422, "name must have 1 to " + LONGEST_NAME + " characters: \"" + wanted + "\"");
    }
    return name;
  }

  private Asset found(HostedRepository repository, Request request) {
    String id = request.parameter("asset");
    Optional<Asset> asset =
        id.matches("[0-9]{1,18}")
            ? hosted.releases().asset(repository.id(), Long.parseLong(id))
            : Optional.empty();
    boolean all = hosted.access().allows(request, "forge.repositories.push");
    return asset
        .filter(a ->
            all
                || hosted.releases().list(repository.id()).stream()
                    .anyMatch(release ->
                        release.id() == a.release()
                            && release.stage() != TaggedRelease.Stage.DRAFT))
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no file " + id));
  }

  /** The file itself for who asks for bytes, else what there is to say of it. */
  Response get(Request request) {
    HostedRepository repository = hosted.read(request);
    Asset asset = found(repository, request);
    return request.header("Accept").filter(a -> a.contains("octet-stream")).isPresent()
        ? content(asset)
        : Response.json(200, view.json(repository, asset));
  }

  Response download(Request request) {
    HostedRepository repository = hosted.read(request);
    Asset asset = found(repository, request);
    if (!asset.name().equals(request.parameter("file"))) {
      throw new HttpException(404, "Not Found: the file is called " + asset.name());
    }
    return content(asset);
  }

  private Response content(Asset asset) {
    Headers headers =
        Headers.of("Content-Type", "application/octet-stream")
            .with("Content-Disposition", "attachment; filename=" + asset.name());
    return new Response.FileRange(200, headers, hosted.releases().file(asset), 0, asset.size());
  }

  Response update(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    Asset asset = found(repository, request);
    var body = GithubBody.read(request);
    var renamed =
        hosted
            .releases()
            .rename(
                asset,
                name(body.text("name").orElse(asset.name())),
                body.text("label").orElse(asset.label()));
    return Response.json(200, view.json(repository, renamed));
  }

  Response remove(Request request) {
    HostedRepository repository = hosted.write(request);
    hosted.releases().remove(found(repository, request));
    return Response.empty(204);
  }
}
