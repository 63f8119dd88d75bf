package dev.slipway.http.github;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists in pages, as {@code per_page} and {@code page} ask for; {@code Link} leads to the others.
 */
public final class GithubPages {
  private static final int USUAL = 30;
  private static final int MOST = 100;

  private final Request request;
  private final int size;
  private final int page;

  private GithubPages(Request request) {
    this.request = request;
    this.size = Math.clamp(number(request, "per_page", USUAL), 1, MOST);
    this.page = Math.max(1, number(request, "page", 1));
  }

  /** A bare list. */
  public static Response list(Request request, List<ObjectNode> all) {
    var pages = new GithubPages(request);
    return pages.answer(pages.cut(all), all.size());
  }

  /** A list below {@code key}, with how many there are in all. */
  public static Response list(Request request, String key, List<ObjectNode> all) {
    var pages = new GithubPages(request);
    ObjectNode body = Json.MAPPER.createObjectNode().put("total_count", all.size());
    body.set(key, pages.cut(all));
    return pages.answer(body, all.size());
  }

  /** A number from the query. */
  public static int number(Request request, String name, int usual) {
    String text = request.query(name).orElse("");
    try {
      return text.isEmpty() ? usual : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new HttpException(422, name + "=" + text + " is not a number");
    }
  }

  private ArrayNode cut(List<ObjectNode> all) {
    long from = Math.min(all.size(), (page - 1L) * size);
    long to = Math.min(all.size(), from + size);
    return Json.MAPPER.createArrayNode().addAll(all.subList((int) from, (int) to));
  }

  private Response answer(Object body, int total) {
    int last = Math.max(1, (total + size - 1) / size);
    var links = new ArrayList<String>();
    if (page < last) {
      links.add(link(page + 1, "next"));
      links.add(link(last, "last"));
    }
    if (page > 1) {
      links.add(link(page - 1, "prev"));
      links.add(link(1, "first"));
    }
    Headers headers = Headers.of("Content-Type", "application/json; charset=utf-8");
    return new Response.Bytes(
        200,
        links.isEmpty() ? headers : headers.with("Link", String.join(", ", links)),
        Json.bytes(body));
  }

  private String link(int to, String relation) {
    String target = request.target();
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    var kept =
        new ArrayList<>(
            Stream.of(query.split("&"))
                .filter(part -> !part.isEmpty() && !part.startsWith("page="))
                .toList());
    kept.add("page=" + to);
    return "<"
        + (request.isSecure() ? "https://" : "http://")
        + request.authority()
        + path
        + "?"
        + String.join("&", kept)
        + ">; rel=\""
        + relation
        + "\"";
  }
}
