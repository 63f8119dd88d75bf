package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The part of Go's templates that {@code --format} is used with: {@code {{.A.B}}}, {@code {{json
 * .A}}}, {@code {{index .A 0}}}. Anything else is refused.
 */
final class GoTemplate {
  private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
  private static final Pattern FIELD = Pattern.compile("\\.([\\w.]*)");
  private static final Pattern INDEX = Pattern.compile("index \\.([\\w.]+) (\\d+|\"[^\"]*\")");

  private GoTemplate() {}

  static String fill(String template, JsonNode node) {
    if (template.equals("json")) {
      return Json.text(node);
    }
    Matcher matcher = ACTION.matcher(template.replace("\\t", "\t").replace("\\n", "\n"));
    var filled = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          filled, Matcher.quoteReplacement(action(matcher.group(1), node, template)));
    }
    matcher.appendTail(filled);
    return filled.toString();
  }

  private static String action(String action, JsonNode node, String template) {
    if (action.startsWith("json ")) {
      return Json.text(field(action.substring("json ".length()).strip(), node, template));
    }
    Matcher index = INDEX.matcher(action);
    if (index.matches()) {
      JsonNode list = field("." + index.group(1), node, template);
      String key = index.group(2);
      return text(
          key.startsWith("\"")
              ? list.path(key.substring(1, key.length() - 1))
              : list.path(Integer.parseInt(key)));
    }
    return text(field(action, node, template));
  }

  private static JsonNode field(String path, JsonNode node, String template) {
    Matcher matcher = FIELD.matcher(path);
    if (!matcher.matches()) {
      throw new ToolFailure(
          64,
          "template parsing error: \""
              + template
              + "\" uses more than {{.Field}}, {{json .Field}} and {{index .Field N}}, which is"
              + " what this stand-in understands");
    }
    JsonNode found = node;
    for (String name : matcher.group(1).split("\\.")) {
      if (!name.isEmpty()) {
        found = found.path(name);
      }
    }
    if (found.isMissingNode()) {
      throw new ToolFailure(
          1, "template: :1: executing \"\" at <" + path + ">: there is no field of this name");
    }
    return found;
  }

  private static String text(JsonNode node) {
    return node.isString() ? node.asString() : node.isNull() ? "<no value>" : Json.text(node);
  }
}
