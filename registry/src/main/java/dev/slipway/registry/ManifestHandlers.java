package dev.slipway.registry;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.DigestMismatchException;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.RepositoryNames;
import dev.slipway.registry.RegistryException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Manifests and referrers: end points 3, 7, 9 and 12 of the OCI distribution specification. */
final class ManifestHandlers {
  private static final int MAX_TAGS = 100;
  private static final String DOOMED =
      "299 - \"a clean-up policy of the repository will delete this image within a day\"";

  private final Registry registry;
  private final Access access;

  ManifestHandlers(Registry registry, Access access) {
    this.registry = registry;
    this.access = access;
  }

  /** Gives the manifest whatever the client accepts: there is one form of it, the pushed one. */
  Response get(Request request) {
    String name = Access.name(request);
    access.require(request, RegistryPermission.PULL, name);
    String reference = request.parameter("reference");
    StoredManifest manifest =
        registry.manifest(name, reference).orElseThrow(() -> unknown(name, reference));
    Headers headers =
        Headers.of("Content-Type", manifest.mediaType())
            .with("Docker-Content-Digest", manifest.digest().toString())
            .with("ETag", entityTag(manifest.digest()));
    if (registry.cleanUp().isDoomed(name, manifest.digest())) {
      headers = headers.with("Warning", DOOMED);
    }
    if (request.header("If-None-Match").filter(entityTag(manifest.digest())::equals).isPresent()) {
      return Response.empty(304, headers);
    }
    if (request.method() == Method.GET) {
      registry.pulled(name, manifest.digest(), request.principal());
      registry.metrics().sent(manifest.bytes().length);
    }
    return new Response.Bytes(200, headers, manifest.bytes());
  }

  private static String entityTag(Digest digest) {
    return "\"" + digest + "\"";
  }

  Response put(Request request) throws IOException {
    String name = Access.name(request);
    access.requirePush(request, name);
    String reference = request.parameter("reference");
    Optional<Digest> expected =
        reference.contains(":") ? Optional.of(BlobHandlers.digest(reference)) : Optional.empty();
    List<String> tags = expected.isPresent() ? request.queries("tag") : List.of(reference);
    checkTags(tags);
    byte[] bytes = body(request);
    Digest digest =
        Digest.of(expected.map(Digest::algorithm).orElse(Digest.Algorithm.SHA256), bytes);
    if (expected.isPresent() && !expected.get().equals(digest)) {
      throw new DigestMismatchException(expected.get(), digest);
    }
    Manifest manifest = parse(bytes, request.header("Content-Type").orElse(""));
    List<TagChange> changes = changes(request, name, tags, digest);
    registry.putManifest(name, bytes, manifest, digest, changes, request.principal());
    registry.metrics().received(bytes.length);
    return Response.empty(201, headers(name, digest, manifest, expected.isPresent(), tags));
  }

  /**
   * The tags to move. {@code If-Match} with a digest, and {@code If-None-Match: *}, make each move
   * depend on what the tag names now.
   */
  private List<TagChange> changes(Request request, String name, List<String> tags, Digest digest) {
    TagChange.Expected expected = expected(request);
    var changes = new ArrayList<TagChange>();
    for (String tag : tags) {
      access.requireTag(request, name, tag, digest);
      changes.add(TagChange.to(name, tag, digest).expecting(expected));
    }
    return changes;
  }

  private static TagChange.Expected expected(Request request) {
    if (request.header("If-None-Match").filter("*"::equals).isPresent()) {
      return new TagChange.Expected.Nothing();
    }
    Optional<String> match = request.header("If-Match");
    return match.isEmpty()
        ? new TagChange.Expected.Anything()
        : new TagChange.Expected.Exactly(BlobHandlers.digest(match.get().replace("\"", "")));
  }

  private static Headers headers(
      String name,
      Digest digest,
      Manifest manifest,
      boolean tagsWereParameters,
      List<String> tags) {
    Headers headers =
        Headers.of("Location", "/v2/" + name + "/manifests/" + digest)
            .with("Docker-Content-Digest", digest.toString());
    if (tagsWereParameters && !tags.isEmpty()) {
      headers = headers.with("OCI-Tag", String.join(", ", tags));
    }
    return manifest.subject().isPresent()
        ? headers.with("OCI-Subject", manifest.subject().get().digest().toString())
        : headers;
  }

  private static void checkTags(List<String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw new RegistryException(
          Code.UNSUPPORTED, 414, "at most " + MAX_TAGS + " tags can be given at once");
    }
    for (String tag : tags) {
      if (!RepositoryNames.isTag(tag)) {
        throw new RegistryException(
            Code.MANIFEST_INVALID,
            "\""
                + tag
                + "\" is not a tag: up to 128 letters, digits, _ . and -, not beginning"
                + " with . or -");
      }
    }
  }

  private byte[] body(Request request) throws IOException {
    int limit = registry.settings().maxManifest();
    boolean tooLong = request.bodyLength().orElse(0L) > limit;
    byte[] bytes = tooLong ? new byte[0] : request.body().readNBytes(limit + 1);
    if (tooLong || bytes.length > limit) {
      throw new RegistryException(
          Code.SIZE_INVALID, 413, "manifests of more than " + limit + " bytes are not taken");
    }
    return bytes;
  }

  private static Manifest parse(byte[] bytes, String contentType) {
    try {
      return Manifest.parse(bytes, contentType);
    } catch (InputException e) {
      throw new RegistryException(Code.MANIFEST_INVALID, String.valueOf(e.getMessage()));
    }
  }

  Response delete(Request request) {
    String name = Access.name(request);
    access.require(request, RegistryPermission.DELETE, name);
    String reference = request.parameter("reference");
    Optional<Digest> digest = Digest.find(reference);
    boolean removed =
        digest.isPresent()
            ? registry.removeManifest(name, digest.get(), request.principal())
            : registry.removeTag(name, reference, request.principal());
    if (!removed) {
      throw unknown(name, reference);
    }
    return Response.empty(202);
  }

  Response referrers(Request request) {
    String name = Access.name(request);
    access.require(request, RegistryPermission.PULL, name);
    Digest subject = BlobHandlers.digest(request.parameter("digest"));
    List<Descriptor> all = registry.referrers(name, subject);
    Headers headers = Headers.of("Content-Type", MediaTypes.INDEX);
    Optional<String> type = request.query("artifactType");
    if (type.isPresent()) {
      all = all.stream().filter(d -> d.artifactType().equals(type)).toList();
      headers = headers.with("OCI-Filters-Applied", "artifactType");
    }
    return new Response.Bytes(200, headers, Json.bytes(ImageIndex.of(all)));
  }

  private static RegistryException unknown(String name, String reference) {
    return new RegistryException(
        Code.MANIFEST_UNKNOWN,
        "there is no " + name + (Digest.find(reference).isPresent() ? "@" : ":") + reference);
  }
}
