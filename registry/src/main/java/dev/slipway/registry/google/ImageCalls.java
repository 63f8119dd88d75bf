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
import dev.slipway.registry.Repository;
import dev.slipway.registry.RepositoryPath;
import dev.slipway.registry.StoredVersion;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Packages, their versions, and both as Docker images. */
final class ImageCalls {
  private static final String SLASH = "%2F";

  private final RepositoryCalls repositories;
  private final Registry registry;

  ImageCalls(RepositoryCalls repositories, Registry registry) {
    this.repositories = repositories;
    this.registry = registry;
  }

  /** A package of a repository; its name may contain slashes. */
  record ImagePackage(RepositoryPath repository, String id) {
    /** The name of its images in the registry. */
    String name() {
      return repository.name(id);
    }

    String resource() {
      return repository + "/packages/" + escaped();
    }

    String escaped() {
      return id.replace("/", SLASH);
    }
  }

  /** The package of the request; it need not hold anything. */
  ImagePackage find(Request request, String action) {
    Repository repository = repositories.require(request, action);
    String id = unescaped(request.parameter("package"));
    if (!RepositoryNames.isName(id)) {
      throw new GoogleException(Status.INVALID_ARGUMENT, "\"" + id + "\" is not a package's name");
    }
    return new ImagePackage(repository.path(), id);
  }

  private static String unescaped(String text) {
    return text.replace(SLASH, "/").replace("%2f", "/");
  }

  private ImagePackage require(Request request, String action) {
    ImagePackage found = find(request, action);
    if (registry.versions(found.name()).isEmpty()) {
      throw new GoogleException(Status.NOT_FOUND, "Package not found: " + found.resource());
    }
    return found;
  }

  private List<ImagePackage> in(RepositoryPath path) {
    return registry.namesIn(path).stream()
        .flatMap(name -> path.packageOf(name).stream())
        .map(id -> new ImagePackage(path, id))
        .toList();
  }

  Response packages(Request request) {
    Repository repository = repositories.require(request, "packages.list");
    List<JsonNode> all = new ArrayList<>();
    for (ImagePackage each : in(repository.path())) {
      List<StoredVersion> versions = registry.versions(each.name());
      if (!versions.isEmpty()) {
        all.add(write(each, versions));
      }
    }
    return Calls.page(request, "packages", all);
  }

  Response getPackage(Request request) {
    ImagePackage found = require(request, "packages.get");
    return Response.json(200, write(found, registry.versions(found.name())));
  }

  Response deletePackage(Request request) {
    ImagePackage found = require(request, "packages.delete");
    List<StoredVersion> left = registry.versions(found.name());
    // Indexes name others: each round takes what nothing names any more.
    while (!left.isEmpty()) {
      int before = left.size();
      for (StoredVersion version : left) {
        if (!registry.isPart(found.name(), version.digest())) {
          registry.removeManifest(found.name(), version.digest(), request.principal());
        }
      }
      left = registry.versions(found.name());
      if (left.size() == before) {
        throw new GoogleException(Status.FAILED_PRECONDITION, "versions name each other");
      }
    }
    return Calls.done(found.repository());
  }

  private static ObjectNode write(ImagePackage of, List<StoredVersion> versions) {
    return Json.MAPPER
        .createObjectNode()
        .put("name", of.resource())
        .put("createTime", earliest(versions).toString())
        .put("updateTime", versions.getFirst().pushed().toString());
  }

  private static Instant earliest(List<StoredVersion> versions) {
    return versions.stream()
        .map(StoredVersion::pushed)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  Response versions(Request request) {
    ImagePackage found = require(request, "versions.list");
    Map<Digest, List<RegistryTag>> tags = tags(found);
    List<JsonNode> all = new ArrayList<>();
    for (StoredVersion version : registry.versions(found.name())) {
      all.add(write(found, version, tags));
    }
    return Calls.page(request, "versions", all);
  }

  Response getVersion(Request request) {
    ImagePackage found = find(request, "versions.get");
    StoredVersion version = version(found, request.parameter("version"));
    return Response.json(200, write(found, version, tags(found)));
  }

  Response deleteVersion(Request request) {
    ImagePackage found = find(request, "versions.delete");
    StoredVersion version = version(found, request.parameter("version"));
    delete(request, found, version, request.query("force").orElse("false").equals("true"));
    return Calls.done(found.repository());
  }

  Response deleteVersions(Request request) throws IOException {
    ImagePackage found = find(request, "versions.delete");
    for (JsonNode name : Calls.body(request).path("names")) {
      String text = name.asString("");
      StoredVersion version = version(found, text.substring(text.lastIndexOf('/') + 1));
      delete(request, found, version, true);
    }
    return Calls.done(found.repository());
  }

  private void delete(Request request, ImagePackage of, StoredVersion version, boolean forced) {
    List<RegistryTag> tags = tags(of).getOrDefault(version.digest(), List.of());
    if (!forced && !tags.isEmpty()) {
      throw new GoogleException(
          Status.FAILED_PRECONDITION,
          "The version is tagged "
              + tags.getFirst().tag()
              + ". Delete its tags first, or use force (gcloud: --delete-tags).");
    }
    registry.removeManifest(of.name(), version.digest(), request.principal());
  }

  private StoredVersion version(ImagePackage of, String text) {
    Optional<Digest> digest = Digest.find(text);
    return registry.versions(of.name()).stream()
        .filter(v -> digest.isPresent() && v.digest().equals(digest.get()))
        .findFirst()
        .orElseThrow(() ->
            new GoogleException(
                Status.NOT_FOUND, "Version not found: " + of.resource() + "/versions/" + text));
  }

  Map<Digest, List<RegistryTag>> tags(ImagePackage of) {
    var tags = new HashMap<Digest, List<RegistryTag>>();
    for (RegistryTag tag : registry.tags(of.name())) {
      tags.computeIfAbsent(tag.digest(), d -> new ArrayList<>()).add(tag);
    }
    return tags;
  }

  private static ObjectNode write(
      ImagePackage of, StoredVersion version, Map<Digest, List<RegistryTag>> tags) {
    List<RegistryTag> own = tags.getOrDefault(version.digest(), List.of());
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("name", of.resource() + "/versions/" + version.digest())
            .put("createTime", version.pushed().toString())
            .put("updateTime", updated(version, own).toString());
    json.putObject("metadata")
        .put("name", image(of, version))
        .put("imageSizeBytes", Long.toString(version.contentSize()))
        .put("mediaType", version.mediaType());
    if (!own.isEmpty()) {
      var related = json.putArray("relatedTags");
      own.forEach(tag -> related.add(TagCalls.write(of, tag)));
    }
    return json;
  }

  private static Instant updated(StoredVersion version, List<RegistryTag> tags) {
    return tags.stream()
        .map(RegistryTag::moved)
        .filter(version.pushed()::isBefore)
        .max(Comparator.naturalOrder())
        .orElse(version.pushed());
  }

  private static String image(ImagePackage of, StoredVersion version) {
    return of.repository() + "/dockerImages/" + of.escaped() + "@" + version.digest();
  }

  Response images(Request request) {
    Repository repository = repositories.require(request, "dockerimages.list");
    List<JsonNode> all = new ArrayList<>();
    for (ImagePackage each : in(repository.path())) {
      Map<Digest, List<RegistryTag>> tags = tags(each);
      registry.versions(each.name()).forEach(v -> all.add(writeImage(each, v, tags)));
    }
    return Calls.page(request, "dockerImages", all);
  }

  Response image(Request request) {
    Repository repository = repositories.require(request, "dockerimages.get");
    String text = unescaped(request.parameter("image"));
    int at = text.lastIndexOf('@');
    if (at < 1) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT, "\"" + text + "\" is not an image with a digest");
    }
    var found = new ImagePackage(repository.path(), text.substring(0, at));
    StoredVersion version = version(found, text.substring(at + 1));
    return Response.json(200, writeImage(found, version, tags(found)));
  }

  private ObjectNode writeImage(
      ImagePackage of, StoredVersion version, Map<Digest, List<RegistryTag>> tags) {
    List<RegistryTag> own = tags.getOrDefault(version.digest(), List.of());
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("name", image(of, version))
            .put(
                "uri",
                repositories.host(of.repository()) + "/" + of.name() + "@" + version.digest())
            .put("imageSizeBytes", Long.toString(version.contentSize()))
            .put("uploadTime", version.pushed().toString())
            .put("updateTime", updated(version, own).toString())
            .put("mediaType", version.mediaType());
    if (!own.isEmpty()) {
      var names = json.putArray("tags");
      own.forEach(tag -> names.add(tag.tag()));
    }
    return json;
  }
}
