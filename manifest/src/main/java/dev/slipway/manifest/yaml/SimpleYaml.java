package dev.slipway.manifest.yaml;

import dev.slipway.manifest.yaml.SimpleLines.NotSimple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the YAML that nearly all files are, at many times the speed of the general parser: maps and
 * lists in blocks, scalars in one line, texts below {@code |} and {@code >}, flow collections in
 * one line. Whatever else there is, mistakes included, is left to {@link YamlComposer}, which says
 * what is wrong and where; both must read the same.
 */
final class SimpleYaml {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 100;

  private final SimpleLines lines;
  private final SimpleScalars scalars;
  private final SimpleBlocks blocks;
  private final YamlDialect dialect;
  private final int deepest;
  private int depth;
  private Marks marks = Marks.NONE;
  private Marks recorder = Marks.NONE;
  private Optional<Integer> marked = Optional.empty();

  private SimpleYaml(String text, YamlDialect dialect, YamlLimits limits) {
    this.lines = new SimpleLines(text);
    this.scalars = new SimpleScalars(text, lines, dialect);
    this.blocks = new SimpleBlocks(text, lines);
    this.dialect = dialect;
    this.deepest = Math.min(DEEPEST, limits.depth());
  }

  /** All documents of a text, empty ones left out; nothing when it is not simple. */
  static Optional<List<YamlDocument>> read(
      String text, String file, YamlDialect dialect, YamlLimits limits) {
    if (!isOrdinary(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SimpleYaml(text, dialect, limits).documents(text, file));
    } catch (NotSimple e) {
      return Optional.empty();
    }
  }

  /** Tells {@code marks} where everything in a document stands; false when it is not simple. */
  static boolean mark(YamlDocument document, Marks marks) {
    if (!isOrdinary(document.text())) {
      return false;
    }
    var limits = YamlLimits.DEFAULT;
    try {
      var reader = new SimpleYaml(document.text(), YamlDialect.KUSTOMIZE, limits);
      reader.marked = Optional.of(document.index());
      reader.recorder = marks;
      reader.documents(document.text(), document.file());
      return true;
    } catch (NotSimple e) {
      return false;
    }
  }

  /** Whether there are no characters that break lines, or may not be in a file at all. */
  private static boolean isOrdinary(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ordinary =
          (c >= ' ' && c < 0x7f)
              || c == '\n'
              || c == '\t'
              || (c >= 0xa0 && c < Character.MIN_SURROGATE && c != 0x2028 && c != 0x2029);
      if (!ordinary) {
        return false;
      }
    }
    return true;
  }

  private List<YamlDocument> documents(String text, String file) {
    var documents = new ArrayList<YamlDocument>();
    int index = 0;
    if (lines.isSeparator()) {
      passSeparator();
    }
    while (!lines.isEnd()) {
      if (!lines.isSeparator()) {
        int line = lines.line();
        marks = marked.equals(Optional.of(index)) ? recorder : Marks.NONE;
        JsonNode root = root();
        documents.add(new YamlDocument(root, file, index, line, text));
      }
      if (lines.isSeparator()) {
        passSeparator();
        index++;
      } else if (!lines.isEnd()) {
        throw new NotSimple();
      }
    }
    return documents;
  }

  private void passSeparator() {
    lines.at(lines.at() + 3);
    lines.next();
  }

  private JsonNode root() {
    char first = lines.here();
    if (first != '{' && first != '[') {
      return block();
    }
    JsonNode flow = flow();
    lines.next();
    return flow;
  }

  /** The map or the list that begins here. */
  private JsonNode block() {
    if (++depth > deepest) {
      throw new NotSimple();
    }
    int column = lines.indent();
    marks.begin(lines.line(), lines.column());
    JsonNode node = lines.isDash() ? list(column) : map(column);
    if (lines.indent() > column) {
      throw new NotSimple();
    }
    depth--;
    return node;
  }

  private ObjectNode map(int column) {
    ObjectNode map = NODES.objectNode();
    while (lines.indent() == column && !lines.isDash()) {
      int line = lines.line();
      int start = lines.column();
      String key = scalars.key();
      marks.enter(key, line, start);
      JsonNode value = lines.isLineDone() ? below(column, true) : value(column);
      marks.leave();
      if (map.replace(key, value) != null) {
        throw new NotSimple();
      }
    }
    return map;
  }

  private ArrayNode list(int column) {
    ArrayNode list = NODES.arrayNode();
    while (lines.indent() == column && lines.isDash()) {
      int line = lines.line();
      int start = lines.column();
      lines.at(lines.at() + 1);
      boolean below = lines.isLineDone();
      marks.enter(String.valueOf(list.size()), below ? 0 : line, lines.column());
      list.add(below ? below(column, false) : element(column));
      marks.begin(line, start + 1);
      marks.leave();
    }
    return list;
  }

  /** An element that begins in the line of its dash. */
  private JsonNode element(int column) {
    if (!lines.isDash() && !isMap()) {
      return value(column);
    }
    lines.beginBlock();
    return block();
  }

  private boolean isMap() {
    char c = lines.here();
    return c != '{' && c != '[' && c != '|' && c != '>' && scalars.isKey();
  }

  /** What stands on the lines below; a list in a map may begin in the column of its key. */
  private JsonNode below(int column, boolean inMap) {
    lines.next();
    boolean deeper = lines.indent() > column;
    if (deeper || (inMap && lines.indent() == column && lines.isDash())) {
      return block();
    }
    return dialect == YamlDialect.KUSTOMIZE
        ? new EmptyNull(EmptyNull.Place.BLOCK)
        : NullNode.getInstance();
  }

  /** A value that begins in this line. */
  private JsonNode value(int outside) {
    marks.begin(lines.line(), lines.column());
    JsonNode value =
        switch (lines.here()) {
          case '|', '>' -> {
            boolean folded = lines.here() == '>';
            String text = blocks.read(outside);
            yield folded ? FoldedText.node(text, dialect) : scalars.node(text);
          }
          case '"', '\'' -> {
            JsonNode quoted = scalars.node(scalars.quoted());
            lines.next();
            yield quoted;
          }
          case '{', '[' -> {
            JsonNode flow = flow();
            lines.next();
            yield flow;
          }
          default -> {
            JsonNode plain = scalars.plain();
            lines.next();
            yield plain;
          }
        };
    // What is further to the right would continue the value.
    if (lines.indent() > outside) {
      throw new NotSimple();
    }
    return value;
  }

  private JsonNode flow() {
    if (++depth > deepest) {
      throw new NotSimple();
    }
    marks.begin(lines.line(), lines.column());
    boolean map = lines.here() == '{';
    JsonNode node = map ? flowMap() : flowList();
    depth--;
    return node;
  }

  private ArrayNode flowList() {
    ArrayNode list = NODES.arrayNode();
    while (element(']', list.isEmpty())) {
      marks.enter(String.valueOf(list.size()), lines.line(), lines.column());
      list.add(flowValue());
      marks.leave();
    }
    return list;
  }

  private ObjectNode flowMap() {
    ObjectNode map = NODES.objectNode();
    while (element('}', map.isEmpty())) {
      int start = lines.column();
      boolean quoted = lines.here() == '"' || lines.here() == '\'';
      String key = scalars.colon(quoted ? scalars.quoted() : scalars.plainKey(scalars.flowPlain()));
      lines.skipSpaces();
      marks.enter(key, lines.line(), start);
      JsonNode value = flowValue();
      marks.leave();
      if (map.replace(key, value) != null) {
        throw new NotSimple();
      }
    }
    return map;
  }

  /** Goes to the next element, or over the end. */
  private boolean element(char end, boolean first) {
    if (first) {
      lines.at(lines.at() + 1);
    }
    lines.skipSpaces();
    if (lines.here() == end) {
      lines.at(lines.at() + 1);
      return false;
    }
    if (!first) {
      if (lines.here() != ',') {
        throw new NotSimple();
      }
      lines.at(lines.at() + 1);
      lines.skipSpaces();
    }
    return true;
  }

  private JsonNode flowValue() {
    marks.begin(lines.line(), lines.column());
    return switch (lines.here()) {
      case '{', '[' -> flow();
      case '"', '\'' -> scalars.node(scalars.quoted());
      default -> {
        JsonNode plain = scalars.resolve(scalars.flowPlain());
        if (lines.here() == ':') {
          throw new NotSimple();
        }
        yield plain;
      }
    };
  }
}
