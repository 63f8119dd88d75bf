package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What labels of runners mean, for the administrator: {@code /api/v1/labels}. */
public final class LabelRoutes {
  private static final String ALL = "/api/v1/labels";
  private static final String ONE = ALL + "/{label}";
  private static final int MOST_BYTES = 64 << 10;

  private final LabelImages images;

  public LabelRoutes(LabelImages images) {
    this.images = images;
  }

  public List<Route> routes() {
    return List.of(
        Route.of(Method.GET, ALL, request -> permission("list"), this::list),
        Route.of(Method.PUT, ONE, request -> permission("update"), this::set),
        Route.of(Method.DELETE, ONE, request -> permission("update"), this::remove));
  }

  private static Permission permission(String verb) {
    return new Permission("runner.labels." + verb, "instance");
  }

  private Response list(Request request) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    var labels = body.putArray("labels");
    images
        .all()
        .forEach((label, meaning) ->
            labels
                .addObject()
                .put("label", label)
                .put("image", meaning.image())
                .put("use", meaning.use().name().toLowerCase(Locale.ROOT)));
    return Response.json(200, body);
  }

  private Response set(Request request) throws IOException {
    JsonNode body = body(request);
    String image = body.path("image").asString("");
    if (image.isEmpty()) {
      throw new HttpException(400, "\"image\" is missing");
    }
    try {
      images.set(request.parameter("label"), new LabelImages.Meaning(image, use(body)));
    } catch (InputException e) {
      throw (HttpException) new HttpException(400, String.valueOf(e.getMessage())).initCause(e);
    }
    return Response.json(
        200,
        Json.MAPPER
            .createObjectNode()
            .put("label", request.parameter("label").toLowerCase(Locale.ROOT))
            .put("image", image));
  }

  private static LabelImages.Use use(JsonNode body) {
    return switch (body.path("use").asString("all")) {
      case "all" -> LabelImages.Use.ALL;
      case "forks" -> LabelImages.Use.FORKS;
      default -> throw new HttpException(400, "\"use\" is all or forks");
    };
  }

  private static JsonNode body(Request request) throws IOException {
    byte[] body = request.body().readNBytes(MOST_BYTES);
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw (HttpException) new HttpException(400, "the body is not JSON").initCause(e);
    }
  }

  private Response remove(Request request) {
    if (!images.remove(request.parameter("label"))) {
      throw new HttpException(404, "the label " + request.parameter("label") + " has no image");
    }
    return Response.empty(204);
  }
}
