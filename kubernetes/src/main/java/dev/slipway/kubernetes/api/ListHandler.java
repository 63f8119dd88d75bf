package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.FieldSelector;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.store.Listing;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.validation.FieldProblem;
import dev.slipway.manifest.validation.SelectorText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists, written object by object so that memory does not grow with their size. */
final class ListHandler {
  private final Cluster cluster;
  private final Pages pages;
  private final TableWriter tables;

  ListHandler(Cluster cluster, TableWriter tables) {
    this.cluster = cluster;
    this.pages = new Pages(cluster.clock());
    this.tables = tables;
  }

  Response list(Request request, ApiRequest api, ServedResource resource) {
    Representation form = Representation.of(request);
    int limit = number(request, "limit");
    String token = request.query("continue").orElse("");
    number(request, "timeoutSeconds");
    ListOptions.of(request).requireSense();
    Selection selection = selection(request, api, resource);
    var scope = new Pages.Scope(resource.type(), selection);
    Pages.Page page;
    if (token.isEmpty()) {
      requireVersion(request);
      page = pages.first(scope, cluster.list(resource.type(), selection), limit);
    } else {
      page = pages.next(scope, token, limit);
    }
    if (form.isTable()) {
      return Answers.object(
          200, tables.table(resource, page.items(), metadata(page), form, includeObject(request)));
    }
    return form == Representation.JSON
        ? new Response.Streaming(
            200, Headers.of("Content-Type", "application/json"), out -> write(resource, page, out))
        : Encodings.encode(200, whole(resource, page, form), form);
  }

  /** The list as one tree, for forms that begin with how long they are. */
  private static ObjectNode whole(ServedResource resource, Pages.Page page, Representation form) {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", resource.kind().kind() + "List");
    list.put("apiVersion", resource.kind().apiVersion());
    list.set("metadata", metadata(page));
    ArrayNode items = list.putArray("items");
    for (KubeObject object : page.items()) {
      items.add(listed(resource, object));
    }
    return form.isMetadata() ? Encodings.metadata(list) : list;
  }

  /** An object without what its list says already. */
  private static ObjectNode listed(ServedResource resource, KubeObject object) {
    ObjectNode item = Json.MAPPER.createObjectNode();
    item.setAll(resource.toServed(object.tree()));
    item.remove(List.of("kind", "apiVersion"));
    return item;
  }

  static Selection selection(Request request, ApiRequest api, ServedResource resource) {
    return new Selection(
        api.namespace(),
        labels(request.query("labelSelector").orElse("")),
        FieldSelector.parse(
            request.query("fieldSelector").orElse(""),
            resource.type(),
            resource.conversion()::selectable));
  }

  private static LabelSelector labels(String text) {
    try {
      LabelSelector selector = LabelSelector.parse(text);
      SelectorText.problem(selector)
          .ifPresent(p -> {
            throw ApiException.badRequest(
                "unable to parse requirement: " + p.field() + ": " + p.message());
          });
      return selector;
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  /** Everything is served from the present, so only the future and an exact past are refused. */
  private void requireVersion(Request request) {
    long wanted = version(request.query("resourceVersion").orElse(""));
    long current = cluster.version();
    if (wanted > current) {
      throw new ApiException(
          504,
          "Timeout",
          "Timeout: Too large resource version: " + wanted + ", current: " + current,
          Optional.of(
              new ApiException.Details(
                  "",
                  "",
                  "",
                  "",
                  List.of(
                      new ApiException.Cause(
                          "ResourceVersionTooLarge", "Too large resource version", "")),
                  OptionalInt.of(1))));
    }
    boolean exact = request.query("resourceVersionMatch").orElse("").equals("Exact");
    if (exact && wanted > 0 && wanted < current) {
      throw new ApiException(
          410,
          "Expired",
          "The resourceVersion for the provided list is too old.",
          Optional.empty());
    }
  }

  static long version(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw ApiException.badRequest(
          "resourceVersion: Invalid value: \""
              + text
              + "\": strconv.ParseUint: parsing \""
              + text
              + "\": invalid syntax");
    }
    return Long.parseLong(text);
  }

  static int number(Request request, String name) {
    String text = request.query(name).orElse("");
    return text.isEmpty() ? 0 : Math.clamp(number(text), 0, Integer.MAX_VALUE);
  }

  /**
   * A parameter's number.
   *
   * @throws ApiException 400 when it is none
   */
  static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(
          "strconv.ParseInt: parsing " + FieldProblem.quote(text) + ": invalid syntax");
    }
  }

  static String includeObject(Request request) {
    String wanted = request.query("includeObject").orElse("");
    return switch (wanted) {
      case "" -> "Metadata";
      case "Metadata", "Object", "None" -> wanted;
      default ->
          throw ApiException.badRequest(
              "unrecognized includeObject value: " + FieldProblem.quote(wanted));
    };
  }

  private static ObjectNode metadata(Pages.Page page) {
    ObjectNode metadata = Json.MAPPER.createObjectNode();
    metadata.put("resourceVersion", Long.toString(page.version()));
    if (!page.next().isEmpty()) {
      metadata.put("continue", page.next()).put("remainingItemCount", page.remaining());
    }
    return metadata;
  }

  private static void write(ServedResource resource, Pages.Page page, OutputStream out)
      throws IOException {
    String head =
        "{\"kind\":\""
            + resource.kind().kind()
            + "List\",\"apiVersion\":\""
            + resource.kind().apiVersion()
            + "\",\"metadata\":";
    out.write(head.getBytes(StandardCharsets.UTF_8));
    out.write(Json.bytes(metadata(page)));
    out.write(",\"items\":[".getBytes(StandardCharsets.UTF_8));
    boolean first = true;
    for (KubeObject object : page.items()) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.write(Json.bytes(listed(resource, object)));
    }
    out.write("]}\n".getBytes(StandardCharsets.UTF_8));
  }

  /** The objects that a request selects, for deleting them. */
  Listing selected(Request request, ApiRequest api, ServedResource resource) {
    return cluster.list(resource.type(), selection(request, api, resource));
  }
}
