package dev.slipway.registry.google;

import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.oci.Digest;
import dev.slipway.oci.RepositoryNames;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistryTag;
import dev.slipway.registry.TagChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tags of packages. */
final class TagCalls {
  private static final Pattern FILTER = Pattern.compile("(name|version)\\s*=\\s*\"?([^\"]*)\"?");

  private final ImageCalls images;
  private final Registry registry;

  TagCalls(ImageCalls images, Registry registry) {
    this.images = images;
    this.registry = registry;
  }

  static ObjectNode write(ImageCalls.ImagePackage of, RegistryTag tag) {
    return Json.MAPPER
        .createObjectNode()
        .put("name", of.resource() + "/tags/" + tag.tag())
        .put("version", of.resource() + "/versions/" + tag.digest());
  }

  Response list(Request request) {
    var found = images.find(request, "tags.list");
    String filter = request.query("filter").orElse("").strip();
    List<JsonNode> all = new ArrayList<>();
    for (RegistryTag tag : registry.tags(found.name())) {
      ObjectNode json = write(found, tag);
      if (filter.isEmpty() || matches(filter, json)) {
        all.add(json);
      }
    }
    return Calls.page(request, "tags", all);
  }

  private static boolean matches(String filter, JsonNode tag) {
    Matcher matcher = FILTER.matcher(filter);
    if (!matcher.matches()) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT,
          "the filter '" + filter + "' is not served here; use version=\"…\" or name=\"…\"");
    }
    return tag.path(matcher.group(1)).asString("").equals(matcher.group(2));
  }

  Response get(Request request) {
    var found = images.find(request, "tags.get");
    return Response.json(200, write(found, tag(found, request.parameter("tag"))));
  }

  private RegistryTag tag(ImageCalls.ImagePackage of, String tag) {
    return registry.tags(of.name()).stream()
        .filter(t -> t.tag().equals(tag))
        .findFirst()
        .orElseThrow(() ->
            new GoogleException(
                Status.NOT_FOUND, "Tag not found: " + of.resource() + "/tags/" + tag));
  }

  Response create(Request request) throws IOException {
    var found = images.find(request, "tags.create");
    JsonNode body = Calls.body(request);
    String named = body.path("name").asString("");
    String tag =
        request
            .query("tagId")
            .or(() -> request.query("tag_id"))
            .orElseGet(() -> named.substring(named.lastIndexOf('/') + 1));
    if (registry.digest(found.name(), tag).isPresent()) {
      throw new GoogleException(
          Status.ALREADY_EXISTS, "Tag already exists: " + found.resource() + "/tags/" + tag);
    }
    return move(request, found, tag, body, new TagChange.Expected.Nothing());
  }

  Response update(Request request) throws IOException {
    var found = images.find(request, "tags.update");
    RegistryTag before = tag(found, request.parameter("tag"));
    return move(
        request,
        found,
        before.tag(),
        Calls.body(request),
        new TagChange.Expected.Exactly(before.digest()));
  }

  private Response move(
      Request request,
      ImageCalls.ImagePackage of,
      String tag,
      JsonNode body,
      TagChange.Expected expected) {
    if (!RepositoryNames.isTag(tag)) {
      throw new GoogleException(Status.INVALID_ARGUMENT, "\"" + tag + "\" is not a tag");
    }
    String version = body.path("version").asString("");
    Optional<Digest> digest = Digest.find(version.substring(version.lastIndexOf('/') + 1));
    if (digest.isEmpty()) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT, "\"" + version + "\" is not a version: its end is no digest");
    }
    registry
        .moves()
        .change(
            List.of(new TagChange(of.name(), tag, digest, expected)), "tag", request.principal());
    return Response.json(200, write(of, tag(of, tag)));
  }

  Response delete(Request request) {
    var found = images.find(request, "tags.delete");
    RegistryTag before = tag(found, request.parameter("tag"));
    registry.removeTag(found.name(), before.tag(), request.principal());
    return Response.json(200, Json.MAPPER.createObjectNode());
  }
}
