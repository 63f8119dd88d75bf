package dev.slipway.oci.client;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.BlobWriter;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.client.RegistryException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Moves the blobs of one image, several at a time. */
final class BlobTransfer {
  private static final int AT_ONCE = 4;
  private static final int TRIES = 4;
  private static final int BUFFER = 128 << 10;

  private final Session session;
  private final ImageReference image;
  private final BlobStore blobs;
  private final Progress progress;

  /** What to do with one blob. */
  interface Step {
    void run(Descriptor blob) throws IOException;
  }

  BlobTransfer(Session session, ImageReference image, BlobStore blobs, Progress progress) {
    this.session = session;
    this.image = image;
    this.blobs = blobs;
    this.progress = progress;
  }

  /** Runs a step for each different blob; fails when one fails, after ending the others. */
  void all(List<Descriptor> descriptors, Step step) throws IOException {
    var limit = new Semaphore(AT_ONCE);
    var running = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Descriptor blob : new LinkedHashSet<>(descriptors)) {
        running.add(
            threads.submit(() -> {
              limit.acquire();
              try {
                step.run(blob);
              } finally {
                limit.release();
              }
              return blob;
            }));
      }
      try {
        for (Future<?> one : running) {
          one.get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while transferring " + image);
      }
    }
  }

  void download(Descriptor blob) throws IOException {
    if (blobs.has(blob.digest())) {
      progress.transferred(blob, blob.size());
      return;
    }
    try (BlobWriter writer = blobs.newBlob(blob.digest().algorithm())) {
      for (int attempt = 1; writer.count() < blob.size() || attempt == 1; attempt++) {
        long before = writer.count();
        try {
          receive(blob, writer);
        } catch (RegistryException e) {
          throw e;
        } catch (IOException e) {
          // A broken connection costs what it did not deliver, as long as it delivers something.
          if (attempt >= TRIES && writer.count() == before) {
            throw session.brokenOff(blob.digest() + " of " + image, e);
          }
        }
      }
      writer.commit(Optional.of(blob.digest()));
    }
  }

  private void receive(Descriptor blob, BlobWriter writer) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            session.uri("/v2/" + image.repository() + "/blobs/" + blob.digest()));
    if (writer.count() > 0) {
      request.header("Range", "bytes=" + writer.count() + "-");
    }
    HttpResponse<InputStream> response = session.send(request.build());
    // 200 to a request for the rest: this registry can only begin at the beginning.
    long known = response.statusCode() == 200 ? writer.count() : 0;
    if (response.statusCode() != 200 && (response.statusCode() != 206 || writer.count() == 0)) {
      throw session.failure(response, "fetch " + blob.digest() + " of " + image);
    }
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = response.body()) {
      in.skipNBytes(known);
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        writer.write(buffer, 0, n);
        if (writer.count() > blob.size()) {
          throw new RegistryException(
              Reason.FAILED,
              blob.digest() + " of " + image + " is longer than its " + blob.size() + " bytes");
        }
        progress.transferred(blob, writer.count());
      }
    }
    if (writer.count() < blob.size()) {
      throw new IOException(
          "the connection ended after " + writer.count() + " of " + blob.size() + " bytes");
    }
  }

  void upload(Descriptor blob) throws IOException {
    if (isThere(blob)) {
      progress.transferred(blob, blob.size());
      return;
    }
    URI start = session.uri("/v2/" + image.repository() + "/blobs/uploads/");
    HttpResponse<InputStream> started =
        session.send(
            HttpRequest.newBuilder(start).POST(HttpRequest.BodyPublishers.noBody()).build());
    Optional<String> location = started.headers().firstValue("Location");
    if (started.statusCode() != 202 || location.isEmpty()) {
      throw session.failure(started, "start to push " + blob.digest() + " to " + image);
    }
    started.body().close();
    URI target = started.uri().resolve(location.get());
    String separator = target.getRawQuery() == null ? "?" : "&";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(target + separator + "digest=" + blob.digest()))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofFile(blobs.path(blob.digest())))
            .build();
    HttpResponse<InputStream> response = session.send(request);
    if (response.statusCode() != 201) {
      throw session.failure(response, "push " + blob.digest() + " to " + image);
    }
    response.body().close();
    progress.transferred(blob, blob.size());
  }

  private boolean isThere(Descriptor blob) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(session.uri("/v2/" + image.repository() + "/blobs/" + blob.digest()))
            .HEAD()
            .build();
    HttpResponse<InputStream> response = session.send(request);
    response.body().close();
    return switch (response.statusCode()) {
      case 200 -> true;
      case 404 -> false;
      default -> throw session.failure(response, "look for " + blob.digest() + " of " + image);
    };
  }
}
