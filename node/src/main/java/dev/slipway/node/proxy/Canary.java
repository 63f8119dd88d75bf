package dev.slipway.node.proxy;

import dev.slipway.http.message.Fields;
import dev.slipway.manifest.IngressAnnotations;
import dev.slipway.manifest.KubeObject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * Which requests of a rule an Ingress marked as a canary takes over, in the words of
 * ingress-nginx's annotations: first a header decides, then a cookie, then the weight.
 *
 * <p>By weight, requests are dealt out evenly: of every hundred in a row exactly so many.
 */
final class Canary {
  private static final String ALWAYS = "always";
  private static final String NEVER = "never";
  private static final int PERCENT = 100;

  private final String header;
  private final String headerValue;
  private final String cookie;
  private final long weight;
  private final long total;
  private final AtomicLong dealt = new AtomicLong();

  private Canary(JsonNode annotations) {
    this.header = text(annotations, "-by-header");
    this.headerValue = text(annotations, "-by-header-value");
    this.cookie = text(annotations, "-by-cookie");
    this.total = number(annotations, "-weight-total", PERCENT);
    this.weight = number(annotations, "-weight", 0);
    if (total < 1 || weight > total) {
      throw new IllegalArgumentException(
          IngressAnnotations.CANARY
              + "-weight is "
              + weight
              + " of "
              + total
              + "; it goes from 0 to the total");
    }
  }

  /**
   * What an Ingress says; empty when it is no canary.
   *
   * @throws IllegalArgumentException when a weight is none, with the annotation's name
   */
  static Optional<Canary> of(KubeObject ingress) {
    JsonNode annotations = ingress.metadata().path("annotations");
    return text(annotations, "").equals("true")
        ? Optional.of(new Canary(annotations))
        : Optional.empty();
  }

  private static String text(JsonNode annotations, String rest) {
    return annotations.path(IngressAnnotations.CANARY + rest).asString("");
  }

  private static long number(JsonNode annotations, String rest, long otherwise) {
    String text = text(annotations, rest);
    if (!text.isEmpty() && !text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          IngressAnnotations.CANARY + rest + " is no number: \"" + text + "\"");
    }
    return text.isEmpty() ? otherwise : Long.parseLong(text);
  }

  /** Whether it takes this request; each question counts as one dealt out. */
  boolean takes(Fields request) {
    if (!header.isEmpty()) {
      String value = request.first(header).orElse("");
      if (!headerValue.isEmpty()) {
        if (value.equals(headerValue)) {
          return true;
        }
      } else if (value.equals(ALWAYS) || value.equals(NEVER)) {
        return value.equals(ALWAYS);
      }
    }
    String chosen = cookie.isEmpty() ? "" : cookie(request);
    if (chosen.equals(ALWAYS) || chosen.equals(NEVER)) {
      return chosen.equals(ALWAYS);
    }
    long number = dealt.getAndIncrement();
    return (number + 1) * weight / total > number * weight / total;
  }

  private String cookie(Fields request) {
    for (String line : request.values("Cookie")) {
      for (String pair : line.split(";")) {
        if (pair.strip().startsWith(cookie + "=")) {
          return pair.strip().substring(cookie.length() + 1);
        }
      }
    }
    return "";
  }
}
