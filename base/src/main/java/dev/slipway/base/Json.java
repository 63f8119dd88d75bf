package dev.slipway.base;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The process's one JSON mapper: strict about syntax, open to unknown fields, bounded in depth. */
public final class Json {
  private static final int MAX_DEPTH = 500;
  private static final int MAX_STRING = 32 << 20;

  /** Immutable and thread-safe. Map keys keep their order, unknown properties are ignored. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .build())
                  .build())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}

  /**
   * Reads one JSON value.
   *
   * @param name what is being read, for the error message
   * @throws InputException with the position of the first mistake
   */
  public static JsonNode parse(byte[] json, String name) {
    try {
      return MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw invalid(e, name);
    }
  }

  /** Reads one JSON value into {@code type}; errors as {@link #parse}. */
  public static <T> T parse(byte[] json, String name, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JacksonException e) {
      throw invalid(e, name);
    }
  }

  /** Compact UTF-8 bytes. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** Compact text. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Indented text for people. */
  public static String pretty(Object value) {
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }

  private static InputException invalid(JacksonException e, String name) {
    var where = e.getLocation();
    var position =
        where == null || where.getLineNr() < 1
            ? InputException.Position.of(name)
            : new InputException.Position(name, where.getLineNr(), where.getColumnNr());
    // The reader also says which of its settings hide the text: of no use to anybody.
    String problem = e.getOriginalMessage().replaceAll(" \\(start marker at \\[Source: .*]\\)", "");
    return new InputException(position, "invalid JSON: " + problem, "", e);
  }
}
