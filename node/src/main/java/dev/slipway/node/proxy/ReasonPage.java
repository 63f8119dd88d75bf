package dev.slipway.node.proxy;

import dev.slipway.http.message.Fields;
import java.util.Map;

/** What is answered when no pod is asked: a page that says what is missing, in one sentence. */
final class ReasonPage {
  private static final Map<Integer, String> PHRASES =
      Map.ofEntries(
          Map.entry(204, "No Content"),
          Map.entry(300, "Multiple Choices"),
          Map.entry(301, "Moved Permanently"),
          Map.entry(302, "Found"),
          Map.entry(303, "See Other"),
          Map.entry(307, "Temporary Redirect"),
          Map.entry(308, "Permanent Redirect"),
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(408, "Request Timeout"),
          Map.entry(413, "Request Entity Too Large"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(501, "Not Implemented"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"),
          Map.entry(505, "HTTP Version Not Supported"));

  private ReasonPage() {}

  static String phrase(int status) {
    return PHRASES.getOrDefault(status, "Error");
  }

  /** The fields of the page's answer. */
  static Fields fields(int length) {
    return Fields.EMPTY
        .with("Content-Type", "text/html; charset=utf-8")
        .with("Content-Length", String.valueOf(length))
        .with("Cache-Control", "no-store");
  }

  static String html(int status, String why) {
    String title = status + " " + phrase(status);
    return "<!doctype html><title>%s</title><h1>%s</h1><p>%s.</p>\n"
        .formatted(title, title, escape(why));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
