package dev.slipway.oci.client;

import dev.slipway.base.InputException;
import dev.slipway.base.WebProxies;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.DigestMismatchException;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.Platform;
import dev.slipway.oci.client.RegistryException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pulls images into a blob store and pushes them out of it (OCI distribution specification). What
 * the store or the registry has already is not sent again. Safe for concurrent use.
 */
public final class RegistryClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MAX_MANIFEST = 8 << 20;
  private static final String ACCEPT =
      String.join(
          ", ",
          List.of(
              MediaTypes.MANIFEST,
              MediaTypes.INDEX,
              MediaTypes.DOCKER_MANIFEST,
              MediaTypes.DOCKER_LIST));

  private final BlobStore blobs;
  private final Credentials credentials;
  private final Endpoints endpoints;
  private final WebProxies proxies;
  private Optional<HttpClient> http = Optional.empty();

  private record Fetched(Descriptor descriptor, byte[] bytes, Manifest manifest) {}

  public RegistryClient(BlobStore blobs, Credentials credentials) {
    this(blobs, credentials, Endpoints.STANDARD);
  }

  public RegistryClient(BlobStore blobs, Credentials credentials, Endpoints endpoints) {
    this(blobs, credentials, endpoints, WebProxies.ofProcess());
  }

  RegistryClient(
      BlobStore blobs, Credentials credentials, Endpoints endpoints, WebProxies proxies) {
    this.proxies = proxies;
    this.blobs = blobs;
    this.credentials = credentials;
    this.endpoints = endpoints;
  }

  /** Made when it is first needed: it reads all trusted certificates. */
  private synchronized HttpClient http() {
    if (http.isEmpty()) {
      http =
          Optional.of(
              proxies
                  .clientWithoutLogins()
                  .version(HttpClient.Version.HTTP_1_1)
                  .connectTimeout(CONNECT)
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .build());
    }
    return http.get();
  }

  /**
   * What the name means at its registry now, without fetching it.
   *
   * @throws RegistryException with the reason
   */
  public Descriptor resolve(ImageReference image) throws IOException {
    Session session = session(image, "pull");
    HttpRequest request =
        HttpRequest.newBuilder(manifestUri(session, image, image.selector()))
            .header("Accept", ACCEPT)
            .HEAD()
            .build();
    HttpResponse<InputStream> response = session.send(request);
    response.body().close();
    if (response.statusCode() != 200) {
      throw session.failure(response, "find " + image);
    }
    Optional<Digest> digest =
        response.headers().firstValue("Docker-Content-Digest").flatMap(Digest::find);
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (digest.isEmpty() || length < 0) {
      return fetch(session, image, image.selector()).descriptor;
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    return Descriptor.of(MediaTypes.withoutParameters(type), digest.get(), length);
  }

  /** As {@link #pull(ImageReference, Platform, Progress)}, without telling how far it is. */
  public Descriptor pull(ImageReference image, Platform platform) throws IOException {
    return pull(image, platform, Progress.SILENT);
  }

  /**
   * Fetches an image with its configuration and layers.
   *
   * @return the manifest of the image for {@code platform}, out of an index if need be
   * @throws RegistryException with the reason
   */
  public Descriptor pull(ImageReference image, Platform platform, Progress progress)
      throws IOException {
    Session session = session(image, "pull");
    Fetched fetched = fetch(session, image, image.selector());
    if (fetched.manifest instanceof ImageIndex index) {
      Descriptor chosen =
          index.select(platform).orElseThrow(() -> noPlatform(image, index, platform));
      fetched = fetch(session, image, chosen.digest().toString());
    }
    if (!(fetched.manifest instanceof ImageManifest manifest)) {
      throw new RegistryException(
          Reason.FAILED, image + " is an index of indexes; name the one that is meant by digest");
    }
    var transfer = new BlobTransfer(session, image, blobs, progress);
    transfer.all(manifest.references(), transfer::download);
    blobs.put(fetched.descriptor.digest().algorithm(), fetched.bytes);
    return fetched.descriptor;
  }

  private static RegistryException noPlatform(
      ImageReference image, ImageIndex index, Platform platform) {
    List<String> there =
        index.manifests().stream()
            .flatMap(m -> m.platform().stream())
            .map(Platform::toString)
            .filter(p -> !p.startsWith("unknown"))
            .toList();
    return new RegistryException(
        Reason.NOT_FOUND, image + " is not there for " + platform + ", only for " + there);
  }

  /**
   * Sends a manifest or index with everything it names, and gives it the tag of {@code image}, if
   * any.
   *
   * @throws RegistryException with the reason
   */
  public void push(Descriptor manifest, ImageReference image) throws IOException {
    push(manifest, image, Progress.SILENT);
  }

  /** As {@link #push(Descriptor, ImageReference)}, telling how far it is. */
  public void push(Descriptor manifest, ImageReference image, Progress progress)
      throws IOException {
    Session session = session(image, "pull,push");
    push(session, manifest, image, image.effectiveTag(), progress);
  }

  private void push(
      Session session,
      Descriptor descriptor,
      ImageReference image,
      Optional<String> tag,
      Progress progress)
      throws IOException {
    byte[] bytes = blobs.read(descriptor.digest(), MAX_MANIFEST);
    switch (Manifest.parse(bytes, descriptor.mediaType())) {
      case ImageIndex index -> {
        for (Descriptor child : index.manifests()) {
          push(session, child, image, Optional.empty(), progress);
        }
      }
      case ImageManifest manifest -> {
        var transfer = new BlobTransfer(session, image, blobs, progress);
        var own = new ArrayList<>(manifest.references());
        own.removeIf(layer -> MediaTypes.isForeignLayer(layer.mediaType()));
        transfer.all(own, transfer::upload);
      }
    }
    HttpRequest request =
        HttpRequest.newBuilder(
                manifestUri(session, image, tag.orElse(descriptor.digest().toString())))
            .header("Content-Type", descriptor.mediaType())
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build();
    HttpResponse<InputStream> response = session.send(request);
    if (!Set.of(200, 201, 202).contains(response.statusCode())) {
      throw session.failure(response, "push the manifest of " + image);
    }
    response.body().close();
  }

  /**
   * Whether the registry takes the login that is known for it ({@code docker login}).
   *
   * @throws RegistryException with the reason when it does not
   */
  public void checkLogin(String host) throws IOException {
    var session = new Session(link(host), "", credentials);
    HttpRequest request = HttpRequest.newBuilder(session.uri("/v2/")).build();
    HttpResponse<InputStream> response = session.send(request);
    if (response.statusCode() != 200) {
      throw session.failure(response, "log in");
    }
    response.body().close();
  }

  private Session session(ImageReference image, String actions) {
    String scope = "repository:" + image.repository() + ":" + actions;
    return new Session(link(image.host()), scope, credentials);
  }

  private Link link(String host) {
    return new Link(http(), proxies, endpoints.find(host), host);
  }

  private static URI manifestUri(Session session, ImageReference image, String selector) {
    return session.uri("/v2/" + image.repository() + "/manifests/" + selector);
  }

  private static Fetched fetch(Session session, ImageReference image, String selector)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(manifestUri(session, image, selector))
            .header("Accept", ACCEPT)
            .build();
    HttpResponse<InputStream> response = session.send(request);
    if (response.statusCode() != 200) {
      throw session.failure(response, "pull " + image);
    }
    byte[] bytes = Session.body(response, MAX_MANIFEST);
    Optional<Digest> wanted = Digest.find(selector);
    Digest.Algorithm algorithm = wanted.map(Digest::algorithm).orElse(Digest.Algorithm.SHA256);
    Digest actual = Digest.of(algorithm, bytes);
    if (wanted.isPresent() && !wanted.get().equals(actual)) {
      throw new DigestMismatchException(wanted.get(), actual);
    }
    Manifest manifest = parse(response, bytes, image);
    Descriptor descriptor = Descriptor.of(manifest.mediaType(), actual, bytes.length);
    return new Fetched(descriptor, bytes, manifest);
  }

  private static Manifest parse(HttpResponse<?> response, byte[] bytes, ImageReference image)
      throws RegistryException {
    try {
      String type = response.headers().firstValue("Content-Type").orElse("");
      return Manifest.parse(bytes, type);
    } catch (InputException e) {
      throw new RegistryException(
          Reason.FAILED,
          "could not pull "
              + image
              + ": "
              + image.host()
              + " answered with no manifest: "
              + e.getMessage(),
          e);
    }
  }
}
