package dev.slipway.registry;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.registry.RegistryException.Code;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Lists: end points 8 of the OCI distribution specification, and Docker's catalog. */
final class ListHandlers {
  private final Registry registry;
  private final Access access;

  ListHandlers(Registry registry, Access access) {
    this.registry = registry;
    this.access = access;
  }

  /** One page, and what follows. */
  @FunctionalInterface
  private interface Page {
    List<String> after(String last, int limit);
  }

  Response tags(Request request) {
    String name = Access.name(request);
    access.require(request, RegistryPermission.PULL, name);
    if (!registry.isKnown(name)) {
      throw new RegistryException(Code.NAME_UNKNOWN, "nothing has been pushed to " + name);
    }
    return page(
        request,
        "tags",
        Optional.of(name),
        (last, limit) -> registry.tags(name, last, limit).stream().map(RegistryTag::tag).toList());
  }

  Response catalog(Request request) {
    access.requireList(request);
    return page(request, "repositories", Optional.empty(), registry::names);
  }

  private static Response page(Request request, String field, Optional<String> name, Page page) {
    Optional<Integer> limit = request.query("n").map(ListHandlers::number);
    String last = request.query("last").orElse("");
    int wanted = limit.orElse(Integer.MAX_VALUE - 1);
    // One more than asked for tells whether there is another page.
    List<String> found = wanted == 0 ? List.of() : page.after(last, wanted + 1);
    boolean more = found.size() > wanted;
    List<String> shown = more ? found.subList(0, wanted) : found;
    var body = new LinkedHashMap<String, Object>();
    name.ifPresent(n -> body.put("name", n));
    body.put(field, shown);
    Headers headers = Headers.of("Content-Type", "application/json");
    if (more) {
      String next =
          request.path()
              + "?n="
              + wanted
              + "&last="
              + URLEncoder.encode(shown.getLast(), StandardCharsets.UTF_8);
      headers = headers.with("Link", "<" + next + ">; rel=\"next\"");
    }
    return new Response.Bytes(200, headers, Json.bytes(body));
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number < Integer.MAX_VALUE) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notANumber(text);
    }
    throw notANumber(text);
  }

  private static RegistryException notANumber(String text) {
    return new RegistryException(Code.UNSUPPORTED, 400, "n=" + text + " is not a page size");
  }
}
