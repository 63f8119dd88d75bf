package dev.slipway.kubernetes.api;

import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Documents that clients keep: named by their content, not sent twice. */
final class Etags {
  private Etags() {}

  static String of(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().withUpperCase().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static Response document(Request request, String contentType, byte[] content) {
    String tag = "\"" + of(content) + "\"";
    Headers headers =
        Headers.of("Content-Type", contentType).with("ETag", tag).with("Vary", "Accept");
    if (request.headers("If-None-Match").contains(tag)) {
      return Response.empty(304, headers);
    }
    return new Response.Bytes(200, headers.with("Cache-Control", "public"), content);
  }
}
