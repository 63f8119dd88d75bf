package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.FieldSelector;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.store.Listing;
import dev.slipway.kubernetes.store.StoreEvent;
import dev.slipway.kubernetes.store.VersionTooOldException;
import dev.slipway.kubernetes.store.Watch;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.protobuf.ProtobufObjects;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams changes as JSON lines, or as frames of protobuf.
 *
 * <p>With a selector, an object that begins to match appears as ADDED, one that ceases to match as
 * DELETED.
 */
final class WatchHandler {
  private static final int DEFAULT_SECONDS = 1800;
  private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final TableWriter tables;

  WatchHandler(Cluster cluster, TableWriter tables) {
    this.cluster = cluster;
    this.tables = tables;
  }

  Response watch(Request request, ApiRequest api, ServedResource resource) {
    return watch(request, resource, ListHandler.selection(request, api, resource));
  }

  /** A watch of a kind of which there never is any: silent until its time is over. */
  Response watchNothing(Request request, GroupVersionKind kind) {
    // Any stored kind keeps the connection; none of its objects is without a name.
    var resource =
        new ServedResource(ResourceType.INGRESS_CLASSES, kind, ServedResource.Conversion.NONE);
    var nameless = FieldSelector.parse("metadata.name=", ResourceType.INGRESS_CLASSES);
    return watch(request, resource, new Selection("", LabelSelector.ALL, nameless));
  }

  private Response watch(Request request, ServedResource resource, Selection selection) {
    ListOptions.of(request).requireSenseForWatch();
    Representation form = Representation.of(request);
    boolean protobuf = form.encoding() == Representation.Encoding.PROTOBUF;
    var stream =
        new Stream(
            resource,
            selection,
            form == Representation.YAML ? Representation.JSON : form,
            ListHandler.includeObject(request),
            WriteParameters.isSet(request, "allowWatchBookmarks"));
    String from = request.query("resourceVersion").orElse("");
    long version = ListHandler.version(from);
    int seconds = ListHandler.number(request, "timeoutSeconds");
    Instant end = cluster.clock().instant().plusSeconds(seconds > 0 ? seconds : DEFAULT_SECONDS);
    return new Response.Streaming(
        200,
        Headers.of(
            "Content-Type",
            protobuf ? Representation.PROTOBUF_TYPE + ";stream=watch" : "application/json"),
        out -> stream.run(version, end, out));
  }

  /** One client's stream. */
  private final class Stream {
    private final ServedResource resource;
    private final Selection selection;
    private final Representation form;
    private final String includeObject;
    private final boolean bookmarks;
    private boolean columnsSent;

    Stream(
        ServedResource resource,
        Selection selection,
        Representation form,
        String includeObject,
        boolean bookmarks) {
      this.resource = resource;
      this.selection = selection;
      this.form = form;
      this.includeObject = includeObject;
      this.bookmarks = bookmarks;
    }

    void run(long version, Instant end, OutputStream out) throws IOException {
      try {
        Watch watch = version == 0 ? initial(out) : cluster.watch(resource.type(), version);
        follow(watch, end, out);
      } catch (VersionTooOldException e) {
        write(out, "ERROR", expired(e));
        out.flush();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("watch interrupted");
      }
    }

    private Watch initial(OutputStream out) throws IOException {
      Listing listing = cluster.list(resource.type(), selection);
      for (KubeObject object : listing.items()) {
        write(out, "ADDED", body(object));
      }
      out.flush();
      return cluster.watch(resource.type(), listing.version());
    }

    private void follow(Watch watch, Instant end, OutputStream out)
        throws IOException, InterruptedException {
      Instant bookmarkAt = cluster.clock().instant().plus(BOOKMARK_EVERY);
      while (!watch.isClosed()) {
        Instant now = cluster.clock().instant();
        if (!now.isBefore(end)) {
          bookmark(watch, out);
          return;
        }
        Instant until = bookmarks && bookmarkAt.isBefore(end) ? bookmarkAt : end;
        Duration wait = Duration.between(now, until);
        List<StoreEvent> events = watch.next(wait.isNegative() ? Duration.ZERO : wait);
        for (StoreEvent event : events) {
          send(event, out);
        }
        if (events.isEmpty()) {
          bookmark(watch, out);
          bookmarkAt = cluster.clock().instant().plus(BOOKMARK_EVERY);
        } else {
          out.flush();
        }
      }
    }

    private void send(StoreEvent event, OutputStream out) throws IOException {
      boolean before = event.previous().map(selection::matches).orElse(false);
      boolean after = event.kind() != StoreEvent.Kind.DELETED && selection.matches(event.object());
      if (after) {
        write(out, before ? "MODIFIED" : "ADDED", body(event.object()));
      } else if (before) {
        write(out, "DELETED", body(lastMatching(event)));
      }
    }

    /** For an object that ceased to match: its last matching state, at the new version. */
    private KubeObject lastMatching(StoreEvent event) {
      return event.kind() == StoreEvent.Kind.DELETED
          ? event.object()
          : event
              .previous()
              .orElse(event.object())
              .edited(tree ->
                  tree.withObject("/metadata")
                      .put("resourceVersion", Long.toString(event.version())));
    }

    private void bookmark(Watch watch, OutputStream out) throws IOException {
      if (!bookmarks) {
        return;
      }
      ObjectNode mark = Json.MAPPER.createObjectNode();
      mark.put("kind", resource.kind().kind()).put("apiVersion", resource.kind().apiVersion());
      mark.putObject("metadata").put("resourceVersion", Long.toString(watch.version()));
      if (form.isMetadata()) {
        mark = Encodings.metadata(mark);
      }
      if (form.isTable()) {
        ObjectNode metadata = Json.MAPPER.createObjectNode();
        metadata.put("resourceVersion", Long.toString(watch.version()));
        mark = tables.table(resource, List.of(), metadata, form, "None");
        mark.remove("columnDefinitions");
        mark.putArray("columnDefinitions");
      }
      write(out, "BOOKMARK", mark);
      out.flush();
    }

    private ObjectNode body(KubeObject object) {
      if (!form.isTable()) {
        ObjectNode served = resource.toServed(object.tree());
        return form.isMetadata() ? Encodings.metadata(served) : served;
      }
      ObjectNode metadata = Json.MAPPER.createObjectNode();
      metadata.put("resourceVersion", object.resourceVersion());
      ObjectNode table = tables.table(resource, List.of(object), metadata, form, includeObject);
      if (columnsSent) {
        table.putArray("columnDefinitions");
      }
      columnsSent = true;
      return table;
    }

    private static ObjectNode expired(VersionTooOldException e) {
      return new ApiException(410, "Expired", String.valueOf(e.getMessage()), Optional.empty())
          .toStatus()
          .tree();
    }

    private void write(OutputStream out, String type, ObjectNode object) throws IOException {
      if (form.encoding() == Representation.Encoding.PROTOBUF) {
        out.write(ProtobufObjects.frame(type, object));
        return;
      }
      ObjectNode line = Json.MAPPER.createObjectNode();
      line.put("type", type);
      line.set("object", object);
      out.write(Json.bytes(line));
      out.write('\n');
    }
  }
}
