package dev.slipway.registry.api;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.oci.Digest;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistryTag;
import dev.slipway.registry.TagChange;
import dev.slipway.registry.TagClass;
import dev.slipway.registry.TagMove;
import dev.slipway.registry.api.ApiAccess.Named;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tags: what there is, how they came to be, and moving them together. */
final class TagHandlers {
  private static final int SHOWN = 50;
  private static final int MAX_MOVES = 1_000;

  private final Registry registry;
  private final ApiAccess access;

  TagHandlers(Registry registry, ApiAccess access) {
    this.registry = registry;
    this.access = access;
  }

  Response list(Request request) {
    Named image = ApiAccess.image(ApiAccess.query(request, "image"));
    access.requireName(request, "tags.list", image.name());
    var answer = Json.MAPPER.createObjectNode().put("image", image.name());
    var all = answer.putArray("tags");
    for (RegistryTag tag : registry.tags(image.name())) {
      TagClass kind = TagClass.of(tag.tag(), registry.settings().environments());
      all.addObject()
          .put("tag", tag.tag())
          .put("digest", tag.digest().toString())
          .put("moved", tag.moved().toString())
          .put("class", kind.name().toLowerCase(Locale.ROOT));
    }
    return Response.json(200, answer);
  }

  Response history(Request request) {
    Named image = ApiAccess.image(ApiAccess.query(request, "image"));
    access.requireName(request, "tags.list", image.name());
    int limit = request.query("limit").map(TagHandlers::number).orElse(SHOWN);
    List<TagMove> moves =
        image.tag().isPresent()
            ? registry.moves().history(image.name(), image.tag().get(), limit)
            : registry.moves().history(image.name(), limit);
    var answer = Json.MAPPER.createObjectNode().put("image", image.name());
    var all = answer.putArray("moves");
    moves.forEach(move -> all.add(write(move)));
    return Response.json(200, answer);
  }

  private static int number(String text) {
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new InputException(Position.of("query"), "limit is '" + text + "'", "use a number", e);
    }
  }

  private static ObjectNode write(TagMove move) {
    var json =
        Json.MAPPER
            .createObjectNode()
            .put("number", move.number())
            .put("tag", move.tag())
            .put("time", move.time().toString())
            .put("principal", move.principal())
            .put("cause", move.cause());
    move.from().ifPresent(digest -> json.put("from", digest.toString()));
    move.to().ifPresent(digest -> json.put("to", digest.toString()));
    move.run().ifPresent(run -> json.put("run", run));
    move.job().ifPresent(job -> json.put("job", job));
    move.ref().ifPresent(ref -> json.put("ref", ref));
    return json;
  }

  /**
   * Moves tags, all or none: {@code {"moves":[{"image":"p/r/web:staging","to":"sha256:…"}]}}.
   * {@code to} is a digest or another tag of the image, {@code null} takes the tag away; {@code
   * expected}, when it is there, is what the tag has to name now, {@code null} for nothing.
   */
  Response move(Request request) throws IOException {
    JsonNode body = ApiAccess.body(request);
    JsonNode moves = body.path("moves");
    if (!moves.isArray() || moves.isEmpty() || moves.size() > MAX_MOVES) {
      throw new InputException(
          Position.of("request body"),
          "moves is not a list of 1 to " + MAX_MOVES + " moves",
          "write {\"moves\":[{\"image\":\"p/r/web:staging\",\"to\":\"sha256:…\"}]}");
    }
    var changes = new ArrayList<TagChange>();
    for (JsonNode move : moves) {
      changes.add(change(request, move));
    }
    String cause = body.path("reason").asString("tag");
    registry.moves().change(changes, cause, request.principal());
    var answer = Json.MAPPER.createObjectNode();
    var all = answer.putArray("tags");
    for (TagChange change : changes) {
      var json = all.addObject().put("image", change.toString());
      change.to().ifPresent(digest -> json.put("digest", digest.toString()));
    }
    return Response.json(200, answer);
  }

  private TagChange change(Request request, JsonNode move) {
    Named image = ApiAccess.image(move.path("image").asString(""));
    String tag = image.requireTag();
    Optional<Digest> now = registry.digest(image.name(), tag);
    boolean removal = move.path("to").isNull() && move.has("to");
    String action = removal ? "tags.delete" : now.isPresent() ? "tags.update" : "tags.create";
    access.requireName(request, action, image.name());
    Optional<Digest> to =
        removal ? Optional.empty() : Optional.of(digest(image.name(), text(move, "to")));
    return new TagChange(image.name(), tag, to, expected(image.name(), move));
  }

  private static String text(JsonNode move, String field) {
    String text = move.path(field).asString("");
    if (text.isEmpty()) {
      throw new InputException(
          Position.of("request body"), "a move has no " + field, "name a digest or a tag");
    }
    return text;
  }

  private Digest digest(String name, String reference) {
    return registry
        .digest(name, reference)
        .orElseThrow(() -> new HttpException(404, "there is no " + name + ":" + reference));
  }

  private TagChange.Expected expected(String name, JsonNode move) {
    if (!move.has("expected")) {
      return new TagChange.Expected.Anything();
    }
    return move.path("expected").isNull()
        ? new TagChange.Expected.Nothing()
        : new TagChange.Expected.Exactly(digest(name, text(move, "expected")));
  }

  /** Takes the last move back, or all after move {@code to}. */
  Response undo(Request request) throws IOException {
    JsonNode body = ApiAccess.body(request);
    Named image = ApiAccess.image(body.path("image").asString(""));
    String tag = image.requireTag();
    access.requireName(request, "tags.update", image.name());
    Optional<Long> after =
        body.hasNonNull("to") ? Optional.of(body.path("to").asLong(0)) : Optional.empty();
    TagMove move = registry.moves().undo(image.name(), tag, after, request.principal());
    return Response.json(200, write(move));
  }
}
