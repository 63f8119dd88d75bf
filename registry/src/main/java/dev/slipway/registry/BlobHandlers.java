package dev.slipway.registry;

import dev.slipway.http.Headers;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.oci.Digest;
import dev.slipway.registry.RegistryException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Blobs by digest: end points 2 and 10 of the OCI distribution specification. */
final class BlobHandlers {
  private final Registry registry;
  private final Access access;

  BlobHandlers(Registry registry, Access access) {
    this.registry = registry;
    this.access = access;
  }

  Response get(Request request) throws IOException {
    String name = Access.name(request);
    access.require(request, RegistryPermission.PULL, name);
    Digest digest = digest(request.parameter("digest"));
    // A collection may take the file between the two looks; then it is not there.
    long size =
        Optional.of(digest)
            .filter(d -> registry.offersBlob(name, d))
            .flatMap(registry.blobs()::find)
            .orElseThrow(() -> unknown(name, digest));
    Path file = registry.blobs().path(digest);
    Headers headers = headers(digest);
    if (request.header("If-None-Match").filter(tag -> tag.equals(entityTag(digest))).isPresent()) {
      return Response.empty(304, headers);
    }
    Optional<String> range = request.header("Range");
    if (range.isEmpty()) {
      return whole(request, headers, file, size);
    }
    return switch (ByteRange.asked(range.get(), size)) {
      case ByteRange.Asked.Everything everything -> whole(request, headers, file, size);
      case ByteRange.Asked.Part(ByteRange part) ->
          new Response.FileRange(
              206,
              headers.with(
                  "Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size),
              file,
              part.first(),
              part.length());
      case ByteRange.Asked.Impossible impossible ->
          throw new RegistryException(
              Code.SIZE_INVALID,
              416,
              "the blob has " + size + " bytes; '" + range.get() + "' asks for none of them",
              Headers.of("Content-Range", "bytes */" + size));
    };
  }

  private Response whole(Request request, Headers headers, Path file, long size) {
    if (request.method() == Method.GET) {
      registry.metrics().sent(size);
    }
    return new Response.FileRange(200, headers, file, 0, size);
  }

  private static Headers headers(Digest digest) {
    return Headers.of("Docker-Content-Digest", digest.toString())
        .with("Content-Type", "application/octet-stream")
        .with("Accept-Ranges", "bytes")
        .with("ETag", entityTag(digest));
  }

  private static String entityTag(Digest digest) {
    return "\"" + digest + "\"";
  }

  Response delete(Request request) {
    String name = Access.name(request);
    access.require(request, RegistryPermission.DELETE, name);
    Digest digest = digest(request.parameter("digest"));
    if (!registry.removals().blob(name, digest, request.principal())) {
      throw unknown(name, digest);
    }
    return Response.empty(202);
  }

  /** A digest that a client sent. */
  static Digest digest(String text) {
    return Digest.find(text)
        .orElseThrow(() ->
            new RegistryException(
                Code.DIGEST_INVALID,
                "\""
                    + text
                    + "\" is not a digest: sha256: with 64, or sha512: with 128 lower-case"
                    + " hexadecimal digits"));
  }

  private static RegistryException unknown(String name, Digest digest) {
    return new RegistryException(Code.BLOB_UNKNOWN, "there is no blob " + digest + " in " + name);
  }
}
