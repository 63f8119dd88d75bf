package dev.slipway.node.proxy;

import static dev.slipway.manifest.IngressAnnotations.PREFIX;

import dev.slipway.http.message.Fields;
import dev.slipway.http.message.ResponseHead;
import dev.slipway.manifest.IngressAnnotations;
import dev.slipway.manifest.KubeObject;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/**
 * What an Ingress answers by itself, before any pod is asked: where to go instead, who may not come
 * in, what pages of other origins may do.
 *
 * @param redirect where all requests are to go instead
 * @param secure who is led to TLS
 * @param tlsHosts the hosts of the Ingress's {@code tls} sections
 */
record Admission(
    Optional<Redirect> redirect,
    Secure secure,
    Set<String> tlsHosts,
    SourceRanges sources,
    Optional<Cors> cors) {
  static final Admission ALL =
      new Admission(Optional.empty(), Secure.NEVER, Set.of(), SourceRanges.ANY, Optional.empty());

  private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);
  private static final int PERMANENT = 308;

  /** Another place. */
  record Redirect(int status, String location) {}

  /** Which requests without TLS are led to it. */
  enum Secure {
    NEVER,
    /** Those for hosts that the Ingress has TLS for. */
    WHERE_THERE_IS_TLS,
    ALWAYS
  }

  /** What becomes of a request. */
  sealed interface Verdict {
    /** A pod is to be asked. */
    record Pass() implements Verdict {}

    /** It is refused. */
    record Refused(int status, String why) implements Verdict {}

    /** This is its answer, which has no body. */
    record Answered(ResponseHead head) implements Verdict {}
  }

  Admission {
    tlsHosts = Set.copyOf(tlsHosts);
  }

  /**
   * What an Ingress says.
   *
   * @throws IllegalArgumentException when it says what cannot be followed, with the annotation's
   *     name
   */
  static Admission of(KubeObject ingress) {
    BiFunction<String, String, String> annotations =
        (name, otherwise) -> {
          String value = ingress.annotations().getOrDefault(name, "").strip();
          return value.isEmpty() ? otherwise : value;
        };
    boolean cors = isTrue(annotations, PREFIX + "enable-cors");
    return new Admission(
        redirect(annotations, "permanent", 301).or(() -> redirect(annotations, "temporal", 302)),
        secure(annotations),
        tlsHosts(ingress),
        sources(annotations),
        cors ? Optional.of(Cors.of(annotations)) : Optional.empty());
  }

  private static boolean isTrue(BiFunction<String, String, String> annotations, String name) {
    return annotations.apply(name, "false").equals("true");
  }

  /**
   * Nobody is led to TLS unasked: clients trust an instance's certificates where they were told.
   */
  private static Secure secure(BiFunction<String, String, String> annotations) {
    if (isTrue(annotations, PREFIX + "force-ssl-redirect")) {
      return Secure.ALWAYS;
    }
    return isTrue(annotations, PREFIX + "ssl-redirect") ? Secure.WHERE_THERE_IS_TLS : Secure.NEVER;
  }

  private static Optional<Redirect> redirect(
      BiFunction<String, String, String> annotations, String kind, int usual) {
    String name = PREFIX + kind + "-redirect";
    String location = annotations.apply(name, "");
    if (location.isEmpty()) {
      return Optional.empty();
    }
    if (!location.matches("[!-#%-~]+")) {
      throw new IllegalArgumentException(
          name + " is \"" + location + "\": an address without variables of nginx is expected");
    }
    String code = annotations.apply(name + "-code", String.valueOf(usual));
    int status = code.matches("[0-9]{3}") ? Integer.parseInt(code) : 0;
    if (!REDIRECTS.contains(status)) {
      throw new IllegalArgumentException(
          name + "-code is \"" + code + "\": a status that leads elsewhere is expected");
    }
    return Optional.of(new Redirect(status, location));
  }

  private static SourceRanges sources(BiFunction<String, String, String> annotations) {
    for (String name : IngressAnnotations.SOURCE_RANGES) {
      String ranges = annotations.apply(name, "");
      if (!ranges.isEmpty()) {
        return SourceRanges.of(name, ranges);
      }
    }
    return SourceRanges.ANY;
  }

  private static Set<String> tlsHosts(KubeObject ingress) {
    var hosts = new HashSet<String>();
    for (JsonNode section : ingress.spec().path("tls")) {
      for (JsonNode host : section.path("hosts")) {
        hosts.add(host.asString("").toLowerCase(Locale.ROOT));
      }
    }
    return hosts;
  }

  /**
   * What becomes of a request.
   *
   * @param scheme by which it came
   * @param peer from where it came
   */
  Verdict judge(RequestHead request, String scheme, InetAddress peer) {
    if (redirect.isPresent()) {
      return lead(redirect.get().status(), redirect.get().location());
    }
    Optional<Fields> preflight =
        cors.filter(c -> request.method().equals("OPTIONS")).flatMap(c -> c.allowed(request));
    if (preflight.isPresent()) {
      return new Verdict.Answered(head(204, preflight.get()));
    }
    if (scheme.equals("http") && isToBeSecure(request.host())) {
      return lead(PERMANENT, "https://" + request.authority() + request.originForm());
    }
    return sources.contain(peer)
        ? new Verdict.Pass()
        : new Verdict.Refused(
            403, "requests from " + peer.getHostAddress() + " are not taken by this Ingress");
  }

  private boolean isToBeSecure(String host) {
    return switch (secure) {
      case NEVER -> false;
      case ALWAYS -> true;
      case WHERE_THERE_IS_TLS -> {
        int dot = host.indexOf('.');
        yield tlsHosts.contains(host) || (dot > 0 && tlsHosts.contains("*" + host.substring(dot)));
      }
    };
  }

  private static Verdict lead(int status, String location) {
    return new Verdict.Answered(
        head(status, Fields.EMPTY.with("Location", location).with("Content-Length", "0")));
  }

  private static ResponseHead head(int status, Fields fields) {
    return new ResponseHead("HTTP/1.1", status, ReasonPage.phrase(status), fields);
  }

  /** The fields of a pod's answer, with what else a page of another origin is to be told. */
  Fields answer(RequestHead request, Fields fields) {
    return cors.flatMap(c -> c.allowed(request)).map(a -> Cors.with(fields, a)).orElse(fields);
  }
}
