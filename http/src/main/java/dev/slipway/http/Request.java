package dev.slipway.http;

import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request, as a handler sees it. */
public interface Request {
  Method method();

  /** The path, percent-decoded, without the query. */
  String path();

  /** The path as sent, with the query when there is one. */
  String target();

  /** The value a pattern's {@code {name}} took; the pattern guarantees that it is there. */
  String parameter(String name);

  /** The first value of a query parameter, decoded. */
  Optional<String> query(String name);

  /** All values of a query parameter, decoded, in order. */
  List<String> queries(String name);

  /** The first value of a header; names are case-insensitive. */
  Optional<String> header(String name);

  /** All values of a header. */
  List<String> headers(String name);

  /** Every header as sent, in order. */
  Headers headers();

  /** The body; reading blocks until bytes arrive. Not buffered, readable once. */
  InputStream body();

  /** The declared length of the body; empty when chunked or unknown. */
  Optional<Long> bodyLength();

  /** The host and port the client addressed, such as {@code 127.0.0.1:7717}. */
  String authority();

  /** Whether the connection is encrypted. */
  boolean isSecure();

  /** The certificate by which the client proved who it is; empty when it showed none. */
  default Optional<X509Certificate> clientCertificate() {
    return Optional.empty();
  }

  /** The client's address, as it is handed on to servers behind this one. */
  String peer();

  /** Who makes the request; {@link Principal#ANONYMOUS} when nobody in particular. */
  Principal principal();

  /** Everything in the query, decoded, in order. */
  Map<String, List<String>> queries();
}
