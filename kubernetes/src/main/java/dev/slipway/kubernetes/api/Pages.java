package dev.slipway.kubernetes.api;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.kubernetes.store.Listing;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Long lists in pages that all show the same moment.
 *
 * <p>The rest of a list is kept, as references to frozen objects, until a few minutes passed or
 * many other lists came after it; then the client is told to start over (410).
 */
final class Pages {
  private static final int MAX_KEPT = 64;
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);
  private final Clock clock;
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private long counter;

  /** What a list is of: its token is good for the same question alone. */
  record Scope(ResourceType type, Selection selection) {}

  private record Kept(Scope scope, Listing listing, Instant until) {}

  /**
   * One page.
   *
   * @param next the token for the rest; empty when there is none
   * @param remaining how many objects follow
   */
  record Page(long version, List<KubeObject> items, String next, int remaining) {}

  Pages(Clock clock) {
    this.clock = clock;
  }

  Page first(Scope scope, Listing listing, int limit) {
    if (limit <= 0 || listing.items().size() <= limit) {
      return new Page(listing.version(), listing.items(), "", 0);
    }
    String id;
    synchronized (kept) {
      dropOld();
      id = Long.toString(++counter);
      kept.put(id, new Kept(scope, listing, clock.instant().plus(LIFETIME)));
    }
    return cut(listing, id, 0, limit);
  }

  Page next(Scope scope, String token, int limit) {
    JsonNode start = decode(token);
    String id = start.path("start").asString("");
    int offset = start.path("offset").asInt(-1);
    Kept found;
    synchronized (kept) {
      dropOld();
      found = kept.get(id);
    }
    if (found == null || offset < 0 || offset > found.listing().items().size()) {
      throw new ApiException(
          410,
          "Expired",
          "The provided continue parameter is too old to display a consistent list result. You can"
              + " start a new list without the continue parameter.",
          Optional.empty());
    }
    if (!found.scope().equals(scope)) {
      throw invalid("it belongs to a list of something else");
    }
    return cut(found.listing(), id, offset, limit <= 0 ? Integer.MAX_VALUE : limit);
  }

  private Page cut(Listing listing, String id, int offset, int limit) {
    int size = listing.items().size();
    int end = (int) Math.min(size, (long) offset + limit);
    List<KubeObject> items = listing.items().subList(offset, end);
    if (end == size) {
      // It stays a moment: whoever lost the last page on the way may ask for it again.
      Instant soon = clock.instant().plus(AFTERWARDS);
      synchronized (kept) {
        kept.computeIfPresent(
            id, (same, k) -> k.until().isBefore(soon) ? k : new Kept(k.scope(), k.listing(), soon));
      }
      return new Page(listing.version(), items, "", 0);
    }
    var token = Json.MAPPER.createObjectNode();
    token.put("v", "meta.k8s.io/v1").put("rv", listing.version());
    token.put("start", id).put("offset", end);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    return new Page(listing.version(), items, text, size - end);
  }

  private void dropOld() {
    Instant now = clock.instant();
    kept.values().removeIf(k -> k.until().isBefore(now));
    while (kept.size() >= MAX_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
  }

  private static JsonNode decode(String token) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(token);
      return Json.parse(json, "continue token");
    } catch (IllegalArgumentException e) {
      throw invalid("illegal base64 data");
    } catch (InputException e) {
      byte[] json = Base64.getUrlDecoder().decode(token);
      char first = json.length == 0 ? ' ' : new String(json, StandardCharsets.ISO_8859_1).charAt(0);
      throw invalid("invalid character '" + first + "' looking for beginning of value");
    }
  }

  private static ApiException invalid(String why) {
    return ApiException.badRequest("invalid continue token: continue key is not valid: " + why);
  }
}
