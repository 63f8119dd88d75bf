package dev.slipway.container.snapshot;

/**
 * Names a committed snapshot within its {@link Snapshots}. Short, because a mount has to name all
 * layers of a root filesystem within one page.
 *
 * @param value lower-case letters and digits
 */
public record SnapshotId(String value) {
  private static final int RADIX = 36;

  public SnapshotId {
    if (!isOne(value)) {
      throw new IllegalArgumentException("not a snapshot id: " + value);
    }
  }

  static boolean isOne(String value) {
    return value.matches("[0-9a-z]{1,13}");
  }

  static SnapshotId of(long number) {
    return new SnapshotId(Long.toString(number, RADIX));
  }

  long number() {
    return Long.parseLong(value, RADIX);
  }

  @Override
  public String toString() {
    return value;
  }
}
