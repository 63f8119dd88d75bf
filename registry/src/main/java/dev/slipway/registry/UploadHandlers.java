package dev.slipway.registry;

import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.oci.BlobUpload;
import dev.slipway.oci.BlobWriter;
import dev.slipway.oci.Digest;
import dev.slipway.oci.RepositoryNames;
import dev.slipway.oci.UploadException;
import dev.slipway.registry.RegistryException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Uploads: end points 4, 5, 6, 11, 13 and 14 of the OCI distribution specification.
 *
 * <pre>
 * POST ─┬─ mount=        ─► 201, or as without it
 *       ├─ digest=, body ─► 201
 *       └─ 202 ─► PATCH* ─► PUT digest= ─► 201
 *              └─ GET (where it is), DELETE (cancel)
 * </pre>
 */
final class UploadHandlers {
  private static final int BUFFER = 128 << 10;

  private final Registry registry;
  private final Access access;

  UploadHandlers(Registry registry, Access access) {
    this.registry = registry;
    this.access = access;
  }

  Response start(Request request) throws IOException {
    String name = Access.name(request);
    access.requirePush(request, name);
    Optional<Digest> mount = request.query("mount").flatMap(Digest::find);
    if (mount.isPresent() && isMounted(request, name, mount.get())) {
      return created(name, mount.get());
    }
    Optional<String> digest = request.query("digest");
    if (digest.isPresent()) {
      return whole(request, name, BlobHandlers.digest(digest.get()));
    }
    Digest.Algorithm algorithm = algorithm(request);
    String id = UUID.randomUUID() + "." + seal(name);
    BlobUpload upload = registry.blobs().startUpload(id, algorithm);
    return Response.empty(202, where(name, upload));
  }

  private boolean isMounted(Request request, String name, Digest digest) {
    try (var _ = registry.blobs().hold(digest)) {
      boolean there = canMount(request, digest);
      if (there) {
        registry.addBlob(name, digest);
        var data = RegistryEvents.data().put("from", request.query("from").orElse(""));
        registry.events().submit("blob.mounted", name + "@" + digest, request.principal(), data);
      }
      return there;
    }
  }

  /** Whether another repository has the blob, or any that the principal may read. */
  private boolean canMount(Request request, Digest digest) {
    Optional<String> from = request.query("from");
    boolean there =
        from.isPresent()
            ? RepositoryNames.isName(from.get())
                && registry.hasBlob(from.get(), digest)
                && access.allows(request.principal(), RegistryPermission.PULL, from.get())
            : registry.blobs().has(digest)
                && registry.namesWithBlob(digest).stream()
                    .filter(source ->
                        access.allows(request.principal(), RegistryPermission.PULL, source))
                    .anyMatch(source -> registry.hasBlob(source, digest));
    return there;
  }

  private Response whole(Request request, String name, Digest digest) throws IOException {
    try (var arrival = registry.blobs().arrivals().begin(digest);
        BlobWriter blob = registry.blobs().newBlob(digest.algorithm())) {
      byte[] buffer = new byte[BUFFER];
      InputStream body = request.body();
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        blob.write(buffer, 0, n);
      }
      blob.commit(Optional.of(digest));
      registry.metrics().received(blob.count());
      registry.addBlob(name, digest);
      arrival.done();
    }
    return created(name, digest);
  }

  private static Digest.Algorithm algorithm(Request request) {
    String text = request.query("digest-algorithm").orElse("sha256");
    return Digest.Algorithm.find(text)
        .orElseThrow(() ->
            new RegistryException(
                Code.DIGEST_INVALID, "the digest algorithm " + text + " is not known"));
  }

  Response append(Request request) throws IOException {
    String name = Access.name(request);
    access.requirePush(request, name);
    BlobUpload upload = upload(request, name);
    take(request, name, upload);
    return Response.empty(202, where(name, upload));
  }

  Response finish(Request request) throws IOException {
    String name = Access.name(request);
    access.requirePush(request, name);
    BlobUpload upload = upload(request, name);
    Digest digest = BlobHandlers.digest(request.query("digest").orElse(""));
    // Content-Length: 0 closes an upload whose pieces are all here already.
    if (request.bodyLength().orElse(-1L) != 0 || request.header("Content-Range").isPresent()) {
      take(request, name, upload);
    }
    try (var arrival = registry.blobs().arrivals().begin(digest)) {
      upload.commit(digest);
      registry.addBlob(name, digest);
      arrival.done();
    } catch (UploadException e) {
      throw refused(e, name, upload);
    }
    return created(name, digest);
  }

  private void take(Request request, String name, BlobUpload upload) throws IOException {
    OptionalLong offset = OptionalLong.empty();
    OptionalLong length = OptionalLong.empty();
    Optional<String> header = request.header("Content-Range");
    if (header.isPresent()) {
      ByteRange range =
          ByteRange.chunk(header.get())
              .orElseThrow(() ->
                  invalid(
                      416,
                      "the Content-Range '" + header.get() + "' is not FIRST-LAST",
                      where(name, upload)));
      if (request.bodyLength().isPresent() && request.bodyLength().get() != range.length()) {
        throw new RegistryException(
            Code.SIZE_INVALID,
            "the Content-Range '"
                + header.get()
                + "' has "
                + range.length()
                + " bytes, the body "
                + request.bodyLength().get());
      }
      offset = OptionalLong.of(range.first());
      length = OptionalLong.of(range.length());
    }
    long before = upload.size();
    try {
      registry.metrics().received(upload.append(request.body(), offset, length) - before);
    } catch (UploadException e) {
      throw refused(e, name, upload);
    }
  }

  private static RegistryException refused(UploadException e, String name, BlobUpload upload) {
    String message = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case OUT_OF_ORDER, BUSY -> invalid(416, message, where(name, upload));
      case WRONG_SIZE -> new RegistryException(Code.SIZE_INVALID, message);
      case ENDED -> new RegistryException(Code.BLOB_UPLOAD_UNKNOWN, message);
    };
  }

  private static RegistryException invalid(int status, String message, Headers headers) {
    return new RegistryException(Code.BLOB_UPLOAD_INVALID, status, message, headers);
  }

  Response status(Request request) {
    String name = Access.name(request);
    access.requirePush(request, name);
    return Response.empty(204, where(name, upload(request, name)));
  }

  Response cancel(Request request) throws IOException {
    String name = Access.name(request);
    access.requirePush(request, name);
    BlobUpload upload = upload(request, name);
    try {
      upload.cancel();
    } catch (UploadException e) {
      throw refused(e, name, upload);
    }
    return Response.empty(204);
  }

  /** The upload of the request, when it was started for this very repository. */
  private BlobUpload upload(Request request, String name) {
    String id = request.parameter("id");
    Optional<BlobUpload> upload =
        id.endsWith("." + seal(name)) ? registry.blobs().upload(id) : Optional.empty();
    return upload.orElseThrow(() ->
        new RegistryException(
            Code.BLOB_UPLOAD_UNKNOWN,
            "there is no upload " + id + " in " + name + "; it has ended or expired"));
  }

  /** Binds an upload's id to its repository, so that no other one's permission opens it. */
  private static String seal(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
  }

  private static Headers where(String name, BlobUpload upload) {
    return Headers.of("Location", "/v2/" + name + "/blobs/uploads/" + upload.id())
        .with("Range", "0-" + Math.max(0, upload.size() - 1))
        .with("Docker-Upload-UUID", upload.id());
  }

  private static Response created(String name, Digest digest) {
    return Response.empty(
        201,
        Headers.of("Location", "/v2/" + name + "/blobs/" + digest)
            .with("Docker-Content-Digest", digest.toString()));
  }
}
