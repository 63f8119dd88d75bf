package dev.slipway.manifest.types;

/** What a field holds. */
public sealed interface FieldType {

  /** A single value. */
  enum Scalar implements FieldType {
    STRING("string"),
    INT32("int32"),
    INT64("int64"),
    BOOL("bool"),
    /** Base64 text in JSON. */
    BYTES("[]byte"),
    /** Such as {@code 500m} or {@code 64Mi}; a number is allowed too. */
    QUANTITY("resource.Quantity"),
    /** An integer, or text such as {@code 25%} or a port name. */
    INT_OR_STRING("intstr.IntOrString"),
    TIME("v1.Time"),
    MICRO_TIME("v1.MicroTime"),
    /** Any JSON value. */
    JSON("runtime.RawExtension"),
    /** A set of owned fields as JSON. */
    FIELDS("v1.FieldsV1");

    private final String goName;

    Scalar(String goName) {
      this.goName = goName;
    }

    @Override
    public String goName() {
      return goName;
    }
  }

  /** A list of equals. */
  record ListOf(FieldType element) implements FieldType {
    @Override
    public String goName() {
      return "[]" + element.goName();
    }
  }

  /** A map from text. */
  record MapOf(FieldType value) implements FieldType {
    @Override
    public String goName() {
      return "map[string]" + value.goName();
    }
  }

  /** A structure; looked up by name because structures contain each other. */
  record Message(String name, KindTable table) implements FieldType {
    public MessageType type() {
      return table.message(name);
    }

    @Override
    public String goName() {
      return "v1." + type().goName();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The type as Kubernetes' error messages name it. */
  String goName();
}
