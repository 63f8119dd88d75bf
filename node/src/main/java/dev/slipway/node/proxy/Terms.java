package dev.slipway.node.proxy;

import dev.slipway.manifest.IngressAnnotations;
import dev.slipway.manifest.KubeObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What the annotations of an Ingress ask of its requests, in the words of ingress-nginx.
 *
 * @param rewrite the path that requests go on with ({@code rewrite-target}); empty when as asked
 * @param patterns whether paths are regular expressions
 * @param largestBody in bytes ({@code proxy-body-size}); {@code Long.MAX_VALUE} when any
 * @param connecting how long a pod may take to accept a connection ({@code proxy-connect-timeout})
 * @param patience how long a pod may be silent ({@code proxy-read-timeout})
 * @param host what pods are told that the host is ({@code upstream-vhost}); empty when as asked
 * @param admission what is answered before a pod is asked
 */
record Terms(
    Optional<String> rewrite,
    boolean patterns,
    long largestBody,
    Duration connecting,
    Duration patience,
    Optional<String> host,
    Admission admission) {
  static final Terms USUAL =
      new Terms(
          Optional.empty(),
          false,
          Long.MAX_VALUE,
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Optional.empty(),
          Admission.ALL);

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([kmg]?)");
  private static final Pattern SECONDS = Pattern.compile("([0-9]{1,6})s?");

  /** What is no group is a variable of nginx, or a whole address. */
  private static final Pattern TARGET = Pattern.compile("/?(?:[^$]|\\$[1-9])*");

  /**
   * What an Ingress says.
   *
   * @throws IllegalArgumentException when it says what cannot be followed, with the annotation's
   *     name
   */
  static Terms of(KubeObject ingress) {
    JsonNode annotations = ingress.metadata().path("annotations");
    String target = annotations.path(IngressAnnotations.REWRITE_TARGET).asString("");
    if (!TARGET.matcher(target).matches() || target.contains("://")) {
      throw new IllegalArgumentException(
          IngressAnnotations.REWRITE_TARGET
              + " is \""
              + target
              + "\": a path with $1 to $9 for what the groups of the rule's path match is expected");
    }
    boolean patterns =
        !target.isEmpty()
            || annotations.path(IngressAnnotations.USE_REGEX).asString("").equals("true");
    return new Terms(
        Optional.of(target).filter(t -> !t.isEmpty()),
        patterns,
        size(annotations),
        seconds(annotations, IngressAnnotations.PROXY_CONNECT_TIMEOUT, USUAL.connecting()),
        seconds(annotations, IngressAnnotations.PROXY_READ_TIMEOUT, USUAL.patience()),
        host(annotations),
        Admission.of(ingress));
  }

  private static long size(JsonNode annotations) {
    String text = annotations.path(IngressAnnotations.PROXY_BODY_SIZE).asString("");
    if (text.isEmpty()) {
      return USUAL.largestBody();
    }
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException(
          IngressAnnotations.PROXY_BODY_SIZE
              + " is \""
              + text
              + "\": a number of bytes with k, m or g behind it is expected, or 0 for any size");
    }
    int shift =
        switch (size.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    long bytes = Math.multiplyExact(Long.parseLong(size.group(1)), 1L << shift);
    return bytes == 0 ? USUAL.largestBody() : bytes;
  }

  private static Duration seconds(JsonNode annotations, String name, Duration usual) {
    String text = annotations.path(name).asString("");
    if (text.isEmpty()) {
      return usual;
    }
    Matcher seconds = SECONDS.matcher(text);
    if (!seconds.matches() || Long.parseLong(seconds.group(1)) == 0) {
      throw new IllegalArgumentException(
          name + " is \"" + text + "\": a number of seconds is expected");
    }
    return Duration.ofSeconds(Long.parseLong(seconds.group(1)));
  }

  private static Optional<String> host(JsonNode annotations) {
    String host = annotations.path(IngressAnnotations.UPSTREAM_VHOST).asString("");
    if (!host.matches("[A-Za-z0-9.:_\\[\\]-]*")) {
      throw new IllegalArgumentException(
          IngressAnnotations.UPSTREAM_VHOST
              + " is \""
              + host
              + "\": the name of a host is expected");
    }
    return Optional.of(host).filter(h -> !h.isEmpty());
  }
}
