package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.PlainProgress;
import dev.slipway.http.Headers;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Slipway's own API for builds: the answer is a line of JSON for each thing that happens, the last
 * one {@code result} or {@code error}.
 */
final class BuildRoutes {
  private final ImageBuilder builder;
  private final ImageCatalog catalog;

  BuildRoutes(ImageBuilder builder, ImageCatalog catalog) {
    this.builder = builder;
    this.catalog = catalog;
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            Method.POST,
            "/api/v1/builds",
            // The context is a directory of this machine: only who may read all of it may build.
            request -> new Permission("slipway.builds.create", "instance"),
            this::build));
  }

  private Response build(Request request) throws IOException {
    var body = Json.parse(request.body().readAllBytes(), "request body");
    var order = BuildOrder.parse(body);
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", "application/x-ndjson"),
        out -> {
          var lines = new Lines(out);
          var progress = new PlainProgress(lines::line);
          try {
            var result = builder.build(order.request(), progress);
            if (order.explain()) {
              result.steps().forEach(s -> lines.line(s.name() + ": " + s.verdict().explanation()));
            }
            lines.write("result", result(result, order));
          } catch (InputException | SlipwayException | UncheckedIOException e) {
            lines.write("error", String.valueOf(e.getMessage()));
          }
        });
  }

  private ObjectNode result(BuildResult result, BuildOrder order) throws IOException {
    var node = Json.MAPPER.createObjectNode();
    node.put("digest", result.digest().toString());
    node.put("config", result.configDigest().toString());
    node.put("compressedBytes", catalog.compressedBytes(result.manifest()));
    node.put("milliseconds", result.took().toMillis());
    var standIns = node.putArray("standIns");
    result.standIns().forEach(s -> standIns.add(s.reference() + " built from " + s.source()));
    var tags = node.putArray("tags");
    order.request().tags().forEach(tags::add);
    return node;
  }

  /** Writes one JSON value a line; the builder calls from many threads. */
  private static final class Lines {
    private final OutputStream out;

    Lines(OutputStream out) {
      this.out = out;
    }

    void line(String text) {
      try {
        write("line", text);
      } catch (IOException e) {
        // The client has gone. The build goes on: its result is in the cache for the next one.
        return;
      }
    }

    synchronized void write(String name, Object value) throws IOException {
      var message = Json.MAPPER.createObjectNode();
      message.set(name, Json.MAPPER.valueToTree(value));
      out.write(Json.bytes(message));
      out.write('\n');
      out.flush();
    }
  }
}
