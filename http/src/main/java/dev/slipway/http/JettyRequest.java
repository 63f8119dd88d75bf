package dev.slipway.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** A Jetty request as handlers see it; confined to the thread that serves it. */
final class JettyRequest implements Request {
  // What a client has begun to send and nobody read is awaited up to this size: more than any
  // manifest, so that a client always hears why one is refused.
  private static final long MOST_AWAITED = 32 << 20;
  private static final int BUFFER = 16 << 10;

  private final org.eclipse.jetty.server.Request jetty;
  private final Method method;
  private final List<String> segments;
  private Map<String, String> parameters = Map.of();
  private Principal principal = Principal.ANONYMOUS;
  private @Nullable Map<String, List<String>> queries;
  private @Nullable InputStream body;

  JettyRequest(org.eclipse.jetty.server.Request jetty, Method method) {
    this.jetty = jetty;
    this.method = method;
    this.segments = segments(jetty.getHttpURI().getPath());
  }

  private static List<String> segments(@Nullable String path) {
    var segments = new ArrayList<String>();
    String text = path == null || path.isEmpty() ? "/" : path;
    for (String segment : text.substring(1).split("/", -1)) {
      // '+' is a plain character in a path, unlike in a form.
      segments.add(segment.indexOf('%') < 0 ? segment : decoded(segment));
    }
    return segments;
  }

  /** As sent where it cannot be decoded: such a path leads nowhere, but its answer is written. */
  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  List<String> segments() {
    return segments;
  }

  void matched(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  void authenticated(Principal principal) {
    this.principal = principal;
  }

  org.eclipse.jetty.server.Request jetty() {
    return jetty;
  }

  /**
   * Reads the rest of a body that is not long, once the handler is done with it: the connection can
   * serve the next request only from its end on, and one that is closed with something unread in it
   * may take the answer with it.
   *
   * @return whether the body has come to its end
   */
  boolean finishBody() throws IOException {
    // A client that asked whether to send its body has not sent it, and need not any more.
    if (jetty.getLength() <= MOST_AWAITED && header("Expect").isEmpty()) {
      InputStream rest = body();
      var unwanted = new byte[BUFFER];
      long left = MOST_AWAITED;
      for (int count = 0; count >= 0 && left > 0; left -= count) {
        count = rest.read(unwanted);
      }
    }
    return jetty.consumeAvailable();
  }

  @Override
  public Optional<X509Certificate> clientCertificate() {
    if (jetty.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
        instanceof EndPoint.SslSessionData session) {
      X509Certificate[] chain = session.peerCertificates();
      return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(chain[0]);
    }
    return Optional.empty();
  }

  @Override
  public Method method() {
    return method;
  }

  @Override
  public String path() {
    return "/" + String.join("/", segments);
  }

  @Override
  public String target() {
    return jetty.getHttpURI().getPathQuery();
  }

  @Override
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route of " + path() + " has no parameter " + name);
    }
    return value;
  }

  @Override
  public Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  @Override
  public List<String> queries(String name) {
    return queries().getOrDefault(name, List.of());
  }

  @Override
  public Map<String, List<String>> queries() {
    var known = queries;
    if (known == null) {
      known = new LinkedHashMap<>();
      for (Fields.Field field : queryFields()) {
        known.put(field.getName(), List.copyOf(field.getValues()));
      }
      queries = known;
    }
    return known;
  }

  private Fields queryFields() {
    try {
      return org.eclipse.jetty.server.Request.extractQueryParameters(jetty);
    } catch (org.eclipse.jetty.http.HttpException.IllegalStateException e) {
      throw new HttpException(400, "the query is not UTF-8, percent-encoded: " + target());
    }
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(jetty.getHeaders().get(name));
  }

  @Override
  public List<String> headers(String name) {
    HttpFields fields = jetty.getHeaders();
    return fields.getValuesList(name);
  }

  @Override
  public Headers headers() {
    var all = new ArrayList<Map.Entry<String, String>>();
    for (HttpField field : jetty.getHeaders()) {
      all.add(Map.entry(field.getName(), field.getValue() == null ? "" : field.getValue()));
    }
    return new Headers(all);
  }

  @Override
  public InputStream body() {
    var open = body;
    if (open == null) {
      open = Content.Source.asInputStream(jetty);
      body = open;
    }
    return open;
  }

  @Override
  public Optional<Long> bodyLength() {
    long length = jetty.getLength();
    return length < 0 ? Optional.empty() : Optional.of(length);
  }

  @Override
  public String authority() {
    return header("Host").orElseGet(() -> jetty.getHttpURI().getAuthority());
  }

  @Override
  public boolean isSecure() {
    return jetty.isSecure();
  }

  @Override
  public String peer() {
    return org.eclipse.jetty.server.Request.getRemoteAddr(jetty);
  }

  @Override
  public Principal principal() {
    return principal;
  }
}
