package dev.slipway.workflow.expression;

/** Counts roughly what the values of one evaluation occupy, against the limit of 1 MiB. */
final class Memory {
  private static final long LIMIT = 1 << 20;
  private static final long OBJECT = 24;

  private long used;

  long used() {
    return used;
  }

  /** Forgets what was added since {@code mark} was {@link #used}. */
  void release(long mark) {
    used = mark;
  }

  void add(Value value) {
    used += OBJECT + contentOf(value);
    reserve(0);
  }

  /** Adds a tree of values that this evaluation made. */
  void addTree(Value value) {
    add(value);
    switch (value) {
      case ArrayValue array -> array.items().forEach(this::addTree);
      case ObjectValue object ->
          object
              .entries()
              .forEach((name, property) -> {
                add(Value.of(name));
                addTree(property);
              });
      default -> {}
    }
  }

  /** Asks whether so many more characters may be held; it does not add them. */
  void reserve(long characters) {
    if (used + characters * Character.BYTES > LIMIT) {
      throw ExpressionException.evaluation("The maximum allowed memory size was exceeded");
    }
  }

  private static long contentOf(Value value) {
    return switch (value) {
      case StringValue string -> (long) string.text().length() * Character.BYTES;
      case ArrayValue array when array.filtered() -> array.items().size() * (long) Long.BYTES;
      default -> 0;
    };
  }
}
