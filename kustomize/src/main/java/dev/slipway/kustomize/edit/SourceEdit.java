package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.edit.SourceNode.Field;
import dev.slipway.kustomize.edit.SourceNode.Fields;
import dev.slipway.kustomize.edit.SourceNode.Items;
import dev.slipway.kustomize.edit.SourceNode.Leaf;
import dev.slipway.kustomize.edit.SourceNode.Writing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a text that says one thing into a text that says another, touching only what differs.
 *
 * <p>Lists and maps in block style change entry by entry: those that stay keep their lines, their
 * comments above and behind. What cannot be changed within its lines (brackets, aliases, values of
 * another shape) is written anew as a whole, with the comments it had above it.
 */
record SourceEdit(SourceLines lines) {
  private static final String NAME = "name";

  /**
   * The new text.
   *
   * @param order where new fields of the map at the top go, one after the other
   */
  String rewrite(Fields root, ObjectNode old, ObjectNode wanted, List<String> order) {
    String changed = entries(root, old, wanted, order);
    return lines.text().substring(0, root.start())
        + changed
        + lines.text().substring(regionEnd(root));
  }

  /** The new text from where a value's own lines begin to where they end; nothing if impossible. */
  private Optional<String> replaced(SourceNode node, JsonNode old, JsonNode wanted) {
    if (old.equals(wanted)) {
      return Optional.of(lines.text().substring(regionStart(node), regionEnd(node)));
    }
    if (node instanceof Fields map
        && old instanceof ObjectNode before
        && wanted instanceof ObjectNode after) {
      return map.flow() ? flow(map, before, after) : Optional.of(nested(map, before, after));
    }
    if (node instanceof Items list
        && old instanceof ArrayNode before
        && wanted instanceof ArrayNode after) {
      if (list.flow()) {
        return inBrackets(
            list, list.items(), List.copyOf(before.values()), List.copyOf(after.values()));
      }
      return lines.beginsLine(list.start())
          ? Optional.of(items(list, before, after))
          : Optional.empty();
    }
    if (node instanceof Leaf leaf && old.isValueNode() && wanted.isValueNode()) {
      return token(leaf, wanted);
    }
    return Optional.empty();
  }

  private Optional<String> token(Leaf leaf, JsonNode wanted) {
    String rendered = SourceLines.render("k", wanted, 0).substring(3);
    if (leaf.writing() != Writing.TOKEN || rendered.indexOf('\n') != rendered.length() - 1) {
      return Optional.empty();
    }
    String space = leaf.start() == leaf.end() ? " " : "";
    return Optional.of(space + rendered.stripTrailing());
  }

  /** In brackets only values change, not which there are. */
  private Optional<String> flow(Fields map, ObjectNode old, ObjectNode wanted) {
    if (!List.copyOf(old.propertyNames()).equals(List.copyOf(wanted.propertyNames()))) {
      return Optional.empty();
    }
    List<String> names = map.fields().stream().map(Field::name).toList();
    return inBrackets(
        map,
        map.fields().stream().map(Field::value).toList(),
        names.stream().map(old::path).toList(),
        names.stream().map(wanted::path).toList());
  }

  private Optional<String> inBrackets(
      SourceNode whole, List<SourceNode> values, List<JsonNode> old, List<JsonNode> wanted) {
    if (old.size() != values.size() || wanted.size() != values.size()) {
      return Optional.empty();
    }
    var changed = new StringBuilder();
    int from = whole.start();
    for (int i = 0; i < values.size(); i++) {
      SourceNode value = values.get(i);
      Optional<String> text = replaced(value, old.get(i), wanted.get(i));
      if (text.isEmpty()) {
        return Optional.empty();
      }
      changed.append(lines.text(), from, regionStart(value)).append(text.get());
      from = regionEnd(value);
    }
    return Optional.of(changed.append(lines.text(), from, whole.end()).toString());
  }

  private String nested(Fields map, ObjectNode old, ObjectNode wanted) {
    List<String> added =
        wanted.propertyNames().stream().filter(name -> !old.has(name)).sorted().toList();
    return entries(map, old, wanted, added);
  }

  /** All entries with their lines, without the indentation of the first. */
  private String entries(Fields map, ObjectNode old, ObjectNode wanted, List<String> added) {
    int column = lines.column(map.start());
    var chunks = new ArrayList<Map.Entry<String, String>>();
    var lead = new StringBuilder();
    int from = map.start();
    for (Field field : map.fields()) {
      int line = Math.max(from, lines.lineStart(field.key().start()));
      if (wanted.has(field.name())) {
        lead.append(lines.text(), from, line);
        String entry = entry(field, old, wanted.get(field.name()), column);
        chunks.add(Map.entry(field.name(), lead + entry));
        lead.setLength(0);
      } else {
        lead.append(detached(from, lines.commentsAbove(line, from)));
      }
      from = lines.linesEnd(field.value());
    }
    insert(chunks, added, wanted, column);
    var result = new StringBuilder();
    chunks.forEach(chunk -> result.append(chunk.getValue()));
    return withoutMargin(result.append(lead), column);
  }

  private static String withoutMargin(StringBuilder text, int column) {
    int margin = 0;
    while (margin < Math.min(column, text.length()) && text.charAt(margin) == ' ') {
      margin++;
    }
    return text.substring(margin);
  }

  /** What stands above the comments of an entry that goes: blank lines alone go with it. */
  private String detached(int from, int to) {
    String gap = lines.text().substring(from, to);
    return gap.isBlank() ? "" : gap;
  }

  private String entry(Field field, ObjectNode old, JsonNode wanted, int column) {
    int begin = field.key().start();
    int end = lines.linesEnd(field.value());
    Optional<String> value = replaced(field.value(), old.path(field.name()), wanted);
    if (value.isPresent()) {
      return " ".repeat(column)
          + lines.text().substring(begin, regionStart(field.value()))
          + value.get()
          + lines.text().substring(regionEnd(field.value()), end);
    }
    List<String> comments = lines.comments(field.value(), field.key().end(), end);
    return SourceLines.commentLines(comments, column)
        + SourceLines.render(field.name(), wanted, column);
  }

  /** Among entries in alphabetical order a new one finds its place; at the top it comes last. */
  private static void insert(
      List<Map.Entry<String, String>> chunks, List<String> added, ObjectNode wanted, int column) {
    for (String name : added) {
      int at = chunks.size();
      for (int i = chunks.size() - 1; i >= 0 && column > 0; i--) {
        at = chunks.get(i).getKey().compareTo(name) > 0 ? i : at;
      }
      chunks.add(at, Map.entry(name, SourceLines.render(name, wanted.get(name), column)));
    }
  }

  private String items(Items list, ArrayNode old, ArrayNode wanted) {
    int column = lines.column(list.start());
    int[] partners = Partners.of(old, wanted, NAME);
    var lead = new StringBuilder();
    String[] leads = new String[old.size()];
    int from = regionStart(list);
    for (int i = 0; i < leads.length; i++) {
      SourceNode item = list.items().get(i);
      int line = lines.lineStart(lines.dash(list, item));
      int partner = i;
      if (Arrays.stream(partners).anyMatch(p -> p == partner)) {
        leads[i] = lead.append(lines.text(), from, line).toString();
        lead.setLength(0);
      } else {
        // What stands above the first item often speaks of the whole list.
        lead.append(detached(from, i == 0 ? line : lines.commentsAbove(line, from)));
      }
      from = lines.linesEnd(item);
    }
    var result = new StringBuilder();
    for (int i = 0; i < partners.length; i++) {
      int partner = partners[i];
      result.append(
          partner < 0
              ? SourceLines.render(wanted.get(i), column)
              : leads[partner] + item(list, partner, old, wanted.get(i)));
    }
    return result.append(lead).toString();
  }

  private String item(Items list, int index, ArrayNode old, JsonNode wanted) {
    int column = lines.column(list.start());
    SourceNode item = list.items().get(index);
    int line = lines.lineStart(lines.dash(list, item));
    int end = lines.linesEnd(item);
    Optional<String> value = replaced(item, old.get(index), wanted);
    if (value.isPresent()) {
      return lines.text().substring(line, regionStart(item))
          + value.get()
          + lines.text().substring(regionEnd(item), end);
    }
    return SourceLines.commentLines(lines.comments(item, line, end), column)
        + SourceLines.render(wanted, column);
  }

  private int regionStart(SourceNode node) {
    if (node instanceof Items list && !list.flow() && lines.beginsLine(list.start())) {
      int line = lines.lineStart(list.start());
      return lines.commentsAbove(line, 0);
    }
    return node.start();
  }

  private int regionEnd(SourceNode node) {
    return node instanceof Leaf || node.flow() ? node.end() : lines.linesEnd(node);
  }
}
