package dev.slipway.manifest.validation;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Collects problems; each method checks one thing about one field. */
final class Problems {
  private static final int LAST_PORT = 65535;
  private final List<FieldProblem> all = new ArrayList<>();

  List<FieldProblem> all() {
    return List.copyOf(all);
  }

  void add(FieldProblem problem) {
    all.add(problem);
  }

  /** A text field that must not be empty; its value. */
  String requireText(JsonNode node, String field, String path) {
    String value = node.path(field).asString("");
    if (value.isEmpty()) {
      add(FieldProblem.required(path + "." + field, ""));
    }
    return value;
  }

  void name(String value, String path, Names.Check check) {
    for (String problem : check.problems(value)) {
      add(FieldProblem.invalidText(path, value, problem));
    }
  }

  void notNegative(JsonNode node, String field, String path) {
    JsonNode value = node.path(field);
    if (value.isNumber() && value.asLong(0) < 0) {
      add(
          FieldProblem.invalid(
              path + "." + field, value.asString(""), "must be greater than or equal to 0"));
    }
  }

  /** A number that, when set, must be above zero. */
  void positive(JsonNode node, String field, String path) {
    JsonNode value = node.path(field);
    if (value.isNumber() && value.asLong(0) <= 0) {
      add(FieldProblem.invalid(path + "." + field, value.asString(""), "must be greater than 0"));
    }
  }

  /** A number that, when set, must lie between two others. */
  void between(JsonNode node, String field, String path, long least, long most) {
    JsonNode value = node.path(field);
    if (value.isNumber() && (value.asLong(0) < least || value.asLong(0) > most)) {
      add(
          FieldProblem.invalid(
              path + "." + field,
              value.asString(""),
              "must be between " + least + " and " + most + ", inclusive"));
    }
  }

  /** An address, when set. */
  void address(String value, String path) {
    if (!Addresses.isAddress(value)) {
      add(FieldProblem.invalidText(path, value, Addresses.WANTED));
    }
  }

  void port(JsonNode value, String path) {
    if (value.asInt(0) < 1 || value.asInt(0) > LAST_PORT) {
      add(
          FieldProblem.invalid(
              path, Integer.toString(value.asInt(0)), "must be between 1 and 65535, inclusive"));
    }
  }

  void portOrName(JsonNode value, String path) {
    if (value.isString()) {
      name(value.asString(""), path, Names::portName);
    } else {
      port(value, path);
    }
  }

  /** A text field that, when set, must be one of {@code supported}. */
  void oneOf(JsonNode node, String field, String path, List<String> supported) {
    String value = node.path(field).asString("");
    if (!value.isEmpty() && !supported.contains(value)) {
      add(FieldProblem.notSupported(path + "." + field, value, supported));
    }
  }

  /** Whole numbers and percentages. */
  void countOrPercent(JsonNode value, String path) {
    if (value.isNumber() && value.asLong(0) < 0) {
      add(FieldProblem.invalid(path, value.asString(""), "must be greater than or equal to 0"));
    } else if (value.isString() && !value.asString("").matches("[0-9]+%")) {
      add(
          FieldProblem.invalid(
              path,
              GoText.intOrString(value),
              "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',"
                  + "  or '93%', regex used for validation is '[0-9]+%')"));
    }
  }

  void immutable(JsonNode now, JsonNode before, String path, String printed) {
    if (!now.equals(before)) {
      add(FieldProblem.invalid(path, printed, "field is immutable"));
    }
  }
}
