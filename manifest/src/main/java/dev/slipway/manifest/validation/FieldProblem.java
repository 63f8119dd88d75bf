package dev.slipway.manifest.validation;

/**
 * One field that breaks a rule.
 *
 * @param reason the cause as Kubernetes names it
 * @param field its path, such as {@code spec.template.spec.containers[0].image}
 * @param message such as {@code Required value}
 */
public record FieldProblem(Reason reason, String field, String message) {
  /** Kinds of problems; the names on the wire are those of Kubernetes. */
  public enum Reason {
    REQUIRED("FieldValueRequired"),
    INVALID("FieldValueInvalid"),
    DUPLICATE("FieldValueDuplicate"),
    NOT_SUPPORTED("FieldValueNotSupported"),
    FORBIDDEN("FieldValueForbidden"),
    NOT_FOUND("FieldValueNotFound"),
    TOO_LONG("FieldValueTooLong");

    private final String wireName;

    Reason(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }

  public static FieldProblem required(String field, String detail) {
    return new FieldProblem(Reason.REQUIRED, field, join("Required value", detail));
  }

  /**
   * The value breaks a rule.
   *
   * @param value the value as Kubernetes prints it: strings quoted, structures in Go's notation
   */
  public static FieldProblem invalid(String field, String value, String detail) {
    return new FieldProblem(Reason.INVALID, field, join("Invalid value: " + value, detail));
  }

  public static FieldProblem invalidText(String field, String value, String detail) {
    return invalid(field, quote(value), detail);
  }

  public static FieldProblem duplicate(String field, String value) {
    return new FieldProblem(Reason.DUPLICATE, field, "Duplicate value: " + value);
  }

  /** The value is none of those supported, which are named in the order given. */
  public static FieldProblem notSupported(
      String field, String value, java.util.List<String> supported) {
    String list = String.join(", ", supported.stream().map(FieldProblem::quote).toList());
    return new FieldProblem(
        Reason.NOT_SUPPORTED,
        field,
        "Unsupported value: " + quote(value) + ": supported values: " + list);
  }

  public static FieldProblem forbidden(String field, String detail) {
    return new FieldProblem(Reason.FORBIDDEN, field, join("Forbidden", detail));
  }

  public static FieldProblem notFound(String field, String value) {
    return new FieldProblem(Reason.NOT_FOUND, field, "Not found: " + quote(value));
  }

  private static String join(String head, String detail) {
    return detail.isEmpty() ? head : head + ": " + detail;
  }

  /** As Go's {@code %q} writes text. */
  public static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
