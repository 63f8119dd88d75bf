package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageReference;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Slipway's own API for images: what there is, and into a registry. */
final class ImageRoutes {
  private final ImageCatalog catalog;

  ImageRoutes(ImageCatalog catalog) {
    this.catalog = catalog;
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            Method.GET,
            "/api/v1/images",
            request -> new Permission("slipway.images.list", "instance"),
            this::list),
        Route.of(
            Method.POST,
            "/api/v1/images/push",
            request -> new Permission("slipway.images.push", "instance"),
            this::push));
  }

  private Response list(Request request) throws IOException {
    var answer = Json.MAPPER.createObjectNode();
    var images = answer.putArray("images");
    for (ImageCatalog.Entry entry : catalog.list()) {
      images.add(describe(entry.name(), entry.manifest()));
    }
    return Response.json(200, answer);
  }

  private ObjectNode describe(String name, Descriptor manifest) throws IOException {
    var node = Json.MAPPER.createObjectNode();
    node.put("name", name);
    node.put("digest", manifest.digest().toString());
    node.put("compressedBytes", catalog.compressedBytes(manifest));
    return node;
  }

  private Response push(Request request) throws IOException {
    var body = Json.parse(request.body().readAllBytes(), "request body");
    String image = body.path("image").asString("");
    if (image.isEmpty()) {
      throw new InputException(
          InputException.Position.of("request body"), "image is missing", "name the image");
    }
    var source = ImageReference.parse(image);
    var destination = ImageReference.parse(body.path("destination").asString(image));
    Descriptor manifest =
        catalog
            .findToPush(source)
            .orElseThrow(() ->
                new HttpException(
                    404,
                    "there is no image " + image + " here; 'slipway images' lists what there is"));
    catalog.push(manifest, destination, request.principal());
    return Response.json(200, describe(destination.toString(), manifest));
  }
}
