package dev.slipway.node.image;

/** An image cannot be had, and why; the pod waits and the node tries again. */
public final class ImagePullException extends Exception {
  /** What is wrong. */
  public enum Kind {
    /** The reference cannot be read. */
    INVALID_NAME("InvalidImageName"),
    /** The policy forbids to fetch it and it is not here. */
    NEVER_PULLED("ErrImageNeverPull"),
    /** Its registry does not have it, refuses, or cannot be reached. */
    FAILED("ErrImagePull");

    private final String reason;

    Kind(String reason) {
      this.reason = reason;
    }

    /** As a container's waiting reason. */
    public String reason() {
      return reason;
    }
  }

  private final Kind kind;

  public ImagePullException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ImagePullException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The message; never missing. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
