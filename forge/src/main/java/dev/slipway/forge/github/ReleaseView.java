package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.release.Asset;
import dev.slipway.forge.release.TaggedRelease;
import dev.slipway.http.github.GithubActor;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Releases and their files in GitHub's form. */
final class ReleaseView {
  private final Hosted hosted;

  ReleaseView(Hosted hosted) {
    this.hosted = hosted;
  }

  ObjectNode json(HostedRepository repository, TaggedRelease release) {
    String address = hosted.address(repository) + "/releases/" + release.id();
    String uploads = hosted.url() + "/api/uploads/repos/" + repository.name();
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("url", address).put("html_url", address).put("assets_url", address + "/assets");
    node.put("upload_url", uploads + "/releases/" + release.id() + "/assets{?name,label}");
    node.put("id", release.id()).put("tag_name", release.tag());
    node.put("target_commitish", release.target());
    node.put("name", release.title()).put("body", release.body());
    node.put("draft", release.stage() == TaggedRelease.Stage.DRAFT);
    node.put("prerelease", release.stage() == TaggedRelease.Stage.PRERELEASE);
    node.set("author", GithubActor.json(release.author()));
    node.put("created_at", release.created().toString());
    node.put("published_at", release.published().map(Instant::toString).orElse(null));
    ArrayNode assets = node.putArray("assets");
    hosted.releases().assets(release.id()).forEach(asset -> assets.add(json(repository, asset)));
    return node;
  }

  ObjectNode json(HostedRepository repository, Asset asset) {
    String address = hosted.address(repository) + "/releases/assets/" + asset.id();
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("url", address).put("browser_download_url", address + "/" + asset.name());
    node.put("id", asset.id()).put("name", asset.name()).put("state", "uploaded");
    node.put("label", asset.label()).put("content_type", asset.type());
    node.put("size", asset.size()).put("digest", asset.digest());
    node.set("uploader", GithubActor.json(asset.uploader()));
    String time = asset.created().toString();
    return node.put("created_at", time).put("updated_at", time);
  }
}
