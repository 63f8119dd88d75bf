package dev.slipway.node.pod;

/** A container cannot be made as its specification says; it waits until that changes. */
final class ConfigProblem extends Exception {
  /** The container's waiting reason. */
  enum Reason {
    CONFIG("CreateContainerConfigError"),
    CREATE("CreateContainerError");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private final Reason reason;

  ConfigProblem(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static ConfigProblem of(String message) {
    return new ConfigProblem(Reason.CONFIG, message);
  }

  Reason reason() {
    return reason;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
