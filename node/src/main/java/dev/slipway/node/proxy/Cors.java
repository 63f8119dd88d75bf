package dev.slipway.node.proxy;

import static dev.slipway.manifest.IngressAnnotations.PREFIX;

import dev.slipway.http.message.Fields;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which pages of other origins may read the answers ({@code enable-cors}), in the words of
 * ingress-nginx and with its defaults.
 *
 * @param origins patterns; one that is {@code *} means all
 * @param fields what every answer to such a page says, besides the origin
 */
record Cors(List<String> origins, Fields fields) {
  private static final String ANY = "*";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

  Cors {
    origins = List.copyOf(origins);
  }

  /**
   * What an Ingress says that has it enabled.
   *
   * @param annotations the value of one, or the given one where there is none
   */
  static Cors of(BiFunction<String, String, String> annotations) {
    Fields fields = Fields.EMPTY;
    if (annotations.apply(PREFIX + "cors-allow-credentials", "true").equals("true")) {
      fields = fields.with("Access-Control-Allow-Credentials", "true");
    }
    fields =
        fields
            .with(
                "Access-Control-Allow-Methods",
                annotations.apply(
                    PREFIX + "cors-allow-methods", "GET, PUT, POST, DELETE, PATCH, OPTIONS"))
            .with(
                "Access-Control-Allow-Headers",
                annotations.apply(
                    PREFIX + "cors-allow-headers",
                    "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,"
                        + "Content-Type,Range,Authorization"));
    String exposed = annotations.apply(PREFIX + "cors-expose-headers", "");
    if (!exposed.isEmpty()) {
      fields = fields.with("Access-Control-Expose-Headers", exposed);
    }
    fields =
        fields.with(
            "Access-Control-Max-Age", annotations.apply(PREFIX + "cors-max-age", "1728000"));
    require(fields);
    String origins = annotations.apply(PREFIX + "cors-allow-origin", ANY);
    return new Cors(
        Stream.of(origins.split(",")).map(String::strip).filter(o -> !o.isEmpty()).toList(),
        fields);
  }

  private static void require(Fields fields) {
    for (Fields.Field field : fields.all()) {
      if (!field.value().matches("[ -~]*")) {
        throw new IllegalArgumentException(
            PREFIX + "cors-*: " + field.name() + " would have characters that no header has");
      }
    }
  }

  /** What an answer to this request says; empty when its origin is not one of these. */
  Optional<Fields> allowed(RequestHead request) {
    if (origins.contains(ANY)) {
      return Optional.of(fields.with(ALLOW_ORIGIN, ANY));
    }
    return request
        .fields()
        .first("Origin")
        .filter(origin -> origins.stream().anyMatch(o -> pattern(o).matcher(origin).matches()))
        .map(origin -> fields.with(ALLOW_ORIGIN, origin).with("Vary", "Origin"));
  }

  /** {@code https://*.example.com} means every name below. */
  private static Pattern pattern(String origin) {
    String quoted =
        Stream.of(origin.split("\\*", -1))
            .map(Pattern::quote)
            .reduce((a, b) -> a + "[A-Za-z0-9.-]+" + b)
            .orElse("");
    return Pattern.compile(quoted, Pattern.CASE_INSENSITIVE);
  }

  /** The fields of an answer with what this says in the place of what the pod says. */
  static Fields with(Fields answer, Fields allowed) {
    Fields all = answer;
    for (Fields.Field field : allowed.all()) {
      all =
          field.is("Vary")
              ? all.with(field.name(), field.value())
              : all.replacing(field.name(), field.value());
    }
    return all;
  }
}
