package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.BuildExplanation;
import dev.slipway.dockerfile.BuildListener;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheLimits;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.PlainProgress;
import dev.slipway.dockerfile.StatusProgress;
import dev.slipway.dockerfile.StepReport;
import dev.slipway.dockerfile.build.DockerfileAnswers;
import dev.slipway.http.Headers;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Slipway's own API for builds: the answer is a line of JSON for each thing that happens, the last
 * one {@code result} or {@code error}.
 */
final class BuildRoutes {
  private static final long HOURS = CacheLimits.STANDARD.unusedFor().toHours();

  private final ImageBuilder builder;
  private final ImageCatalog catalog;
  private final CacheUpkeep upkeep;
  private final Clock clock;

  BuildRoutes(ImageBuilder builder, ImageCatalog catalog, CacheUpkeep upkeep, Clock clock) {
    this.builder = builder;
    this.catalog = catalog;
    this.upkeep = upkeep;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            Method.POST,
            "/api/v1/builds",
            // The context is a directory of this machine: only who may read all of it may build.
            request -> new Permission("slipway.builds.create", "instance"),
            this::build),
        Route.of(
            Method.POST,
            "/api/v1/builds/clean",
            request -> new Permission("slipway.builds.create", "instance"),
            this::clean));
  }

  private Response clean(Request request) throws IOException {
    var body = Json.parse(request.body().readAllBytes(), "request body");
    var limits =
        new CacheLimits(
            Duration.ofHours(Math.max(0, body.path("unusedHours").asLong(HOURS))),
            Math.max(0, body.path("keepBytes").asLong(CacheLimits.STANDARD.bytes())));
    var cleaned =
        upkeep
            .clean(limits)
            .orElseThrow(
                () -> new SlipwayException("a build is going on: clean when it has ended"));
    return Response.json(
        200,
        Json.MAPPER
            .createObjectNode()
            .put("results", cleaned.results())
            .put("snapshots", cleaned.snapshots())
            .put("freedBytes", cleaned.freedBytes())
            .put("keptBytes", cleaned.keptBytes()));
  }

  private Response build(Request request) throws IOException {
    var body = Json.parse(request.body().readAllBytes(), "request body");
    var order = BuildOrder.parse(body);
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", "application/x-ndjson"),
        out -> {
          var lines = new Lines(out);
          BuildListener progress =
              order.status()
                  ? new StatusProgress(lines::status, clock)
                  : new PlainProgress(lines::line);
          try {
            if (order.inquiry().isPresent()) {
              var answers = new DockerfileAnswers(order.request());
              lines.write("answer", answers.to(order.inquiry().get()));
              return;
            }
            var result = builder.build(order.request(), progress);
            if (order.explain()) {
              BuildExplanation.lines(result).forEach(lines::line);
            }
            lines.write("result", result(result, order));
          } catch (InputException | SlipwayException | UncheckedIOException e) {
            lines.write("error", SlipwayException.said(e));
          }
        });
  }

  private ObjectNode result(BuildResult result, BuildOrder order) throws IOException {
    var node = Json.MAPPER.createObjectNode();
    node.put("digest", result.digest().toString());
    node.put("config", result.configDigest().toString());
    node.put("compressedBytes", catalog.compressedBytes(result.manifest()));
    node.put("unpackedBytes", result.unpackedSize());
    node.put("milliseconds", result.took().toMillis());
    var standIns = node.putArray("standIns");
    result.standIns().forEach(s -> standIns.add(s.reference() + " built from " + s.source()));
    steps(result, node.putArray("steps"));
    var tags = node.putArray("tags");
    order.request().tags().forEach(tags::add);
    return node;
  }

  private static void steps(BuildResult result, ArrayNode steps) {
    for (StepReport step : result.steps()) {
      steps
          .addObject()
          .put("stage", step.stage())
          .put("name", step.name())
          .put("position", step.position().toString())
          .put("cached", step.verdict() instanceof CacheVerdict.Hit)
          .put("explanation", step.verdict().explanation())
          .put("milliseconds", step.took().toMillis())
          .put("compressedBytes", step.compressedSize())
          .put("unpackedBytes", step.unpackedSize());
    }
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

    void status(ObjectNode document) {
      try {
        write("status", document);
      } catch (IOException e) {
        // As above.
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
