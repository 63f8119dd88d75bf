package dev.slipway.node.proxy;

import java.util.Map;

/** The page a visitor sees when no pod could answer: what is missing, in one sentence. */
final class ReasonPage {
  private static final Map<Integer, String> PHRASES =
      Map.of(
          400, "Bad Request",
          404, "Not Found",
          408, "Request Timeout",
          413, "Request Entity Too Large",
          431, "Request Header Fields Too Large",
          501, "Not Implemented",
          502, "Bad Gateway",
          503, "Service Unavailable",
          504, "Gateway Timeout",
          505, "HTTP Version Not Supported");

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
