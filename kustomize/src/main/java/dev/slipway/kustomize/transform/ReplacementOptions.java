package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.Section;
import dev.slipway.manifest.yaml.Spelling;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** How a value is taken apart at its source, or put into its target. */
record ReplacementOptions(String delimiter, int index, boolean creates) {
  static ReplacementOptions of(Section place) {
    return place
        .section("options")
        .map(ReplacementOptions::read)
        .orElse(new ReplacementOptions("", 0, false));
  }

  private static ReplacementOptions read(Section options) {
    options.allow(Set.of("delimiter", "index", "encoding", "create"));
    return new ReplacementOptions(
        options.text("delimiter"),
        options.number("index").orElse(0L).intValue(),
        options.flag("create"));
  }

  /** The part of the source's value that is meant. */
  JsonNode refined(JsonNode value, Section source) {
    if (delimiter.isEmpty()) {
      return value;
    }
    List<String> parts = split(value, source);
    if (index < 0 || index >= parts.size()) {
      throw source.error(
          "options",
          "options.index " + index + " is out of bounds for value " + Spelling.of(value),
          "");
    }
    return StringNode.valueOf(parts.get(index));
  }

  /** Puts the value, or a part of it, into its place. */
  void put(JsonNode value, Cell cell, Section target) {
    if (delimiter.isEmpty()) {
      replace(value, cell, target);
      return;
    }
    if (value.isContainer()) {
      throw target.error("options", "delimiter option can only be used with scalar nodes", "");
    }
    String text = Spelling.of(value);
    List<String> parts = split(cell.get(), target);
    if (index < 0) {
      parts.addFirst(text);
    } else if (index >= parts.size()) {
      parts.addLast(text);
    } else {
      parts.set(index, text);
    }
    setText(String.join(delimiter, parts), cell, target);
  }

  /** Plain values keep their type: only their text is replaced. */
  private static void replace(JsonNode value, Cell cell, Section target) {
    if (cell.get().isContainer() || (cell.get().isMissingNode() && value.isContainer())) {
      cell.set(value.deepCopy());
    } else {
      setText(value.isContainer() ? "" : Spelling.of(value), cell, target);
    }
  }

  private static void setText(String text, Cell cell, Section target) {
    JsonNode old = cell.get();
    if (old.isString()) {
      cell.setText(text);
      return;
    }
    JsonNode value = YamlReader.scalar(text, YamlDialect.KUSTOMIZE);
    boolean fits =
        old.isMissingNode()
            || (old.getNodeType() == value.getNodeType() && !(isWhole(old) && !isWhole(value)));
    if (!fits) {
      throw target.error(
          "fieldPaths",
          "cannot put \"" + text + "\" where there is " + Spelling.of(old),
          "The new value must have the type of the old one.");
    }
    cell.set(value);
  }

  private static boolean isWhole(JsonNode number) {
    return number.isNumber() && !Spelling.of(number).contains(".");
  }

  private List<String> split(JsonNode value, Section place) {
    if (value.isContainer()) {
      throw place.error("options", "delimiter option can only be used with scalar nodes", "");
    }
    return new ArrayList<>(Arrays.asList(Spelling.of(value).split(Pattern.quote(delimiter), -1)));
  }
}
