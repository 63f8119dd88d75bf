package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads YAML 1.1 (and so JSON) as the Kubernetes tools do, safely: bounded in size, depth and alias
 * copies; a key that appears twice is refused unless asked otherwise; every error names file, line
 * and column.
 */
public final class YamlReader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final YamlDialect dialect;
  private final YamlLimits limits;
  private final RepeatedKeys repeated;

  public YamlReader(YamlDialect dialect) {
    this(dialect, YamlLimits.DEFAULT);
  }

  public YamlReader(YamlDialect dialect, YamlLimits limits) {
    this(dialect, limits, RepeatedKeys.REFUSED);
  }

  private YamlReader(YamlDialect dialect, YamlLimits limits, RepeatedKeys repeated) {
    this.dialect = dialect;
    this.limits = limits;
    this.repeated = repeated;
  }

  /** A reader for which repeated keys are what {@code repeated} makes of them. */
  public YamlReader with(RepeatedKeys repeated) {
    return new YamlReader(dialect, limits, repeated);
  }

  /**
   * All documents of a stream, empty ones left out.
   *
   * @param file how errors call the text
   * @throws InputException at the first mistake
   */
  public List<YamlDocument> readAll(byte[] bytes, String file) {
    return readAll(decode(bytes, file), file);
  }

  /** As {@link #readAll(byte[], String)}. */
  public List<YamlDocument> readAll(String text, String file) {
    if (text.length() > limits.characters()) {
      throw new InputException(
          Position.of(file),
          "the file has " + text.length() + " characters, more than " + limits.characters(),
          "Split it into several files.");
    }
    String content =
        !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    Optional<List<YamlDocument>> simple = SimpleYaml.read(content, file, dialect, limits);
    return simple.isPresent() ? simple.get() : composed(content, file);
  }

  /** By the general parser. */
  List<YamlDocument> composed(String content, String file) {
    var documents = new ArrayList<YamlDocument>();
    var composer = new YamlComposer(content, file, dialect, limits, repeated);
    int index = 0;
    for (var next = composer.next(); next.isPresent(); next = composer.next()) {
      JsonNode root = next.get().root();
      if (!root.isNull()) {
        documents.add(new YamlDocument(root, file, index, next.get().line(), content));
      }
      index++;
    }
    return documents;
  }

  /** The only document of a stream; errors as {@link #readAll}, and when there are several. */
  public YamlDocument read(String text, String file) {
    List<YamlDocument> documents = readAll(text, file);
    if (documents.size() != 1) {
      Position where = documents.isEmpty() ? Position.of(file) : documents.get(1).position();
      throw new InputException(
          where, "one document is expected, the file has " + documents.size(), "");
    }
    return documents.getFirst();
  }

  /** What an unquoted scalar means; text when it is a number that JSON cannot hold. */
  public static JsonNode scalar(String text, YamlDialect dialect) {
    return Scalars.resolve(text, dialect).orElseGet(() -> StringNode.valueOf(text));
  }

  private static String decode(byte[] bytes, String file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InputException(
          Position.of(file), "the file is not UTF-8 text", "Save it as UTF-8.", e);
    }
  }
}
