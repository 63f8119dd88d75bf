package dev.slipway.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of something, in bytes.
 *
 * @param first the first byte, from 0
 * @param last the last byte, included
 */
record ByteRange(long first, long last) {
  private static final Pattern CHUNK =
      Pattern.compile("(?:bytes )?([0-9]{1,18})-([0-9]{1,18})(?:/.*)?");
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /** What a {@code Range} header asks for. */
  sealed interface Asked {
    /** No part, or in a form that one may ignore (RFC 9110, 14.2): several parts, other units. */
    record Everything() implements Asked {}

    record Part(ByteRange range) implements Asked {}

    record Impossible() implements Asked {}
  }

  long length() {
    return last - first + 1;
  }

  /**
   * A chunk of an upload, {@code 0-1023} (OCI distribution specification, "Pushing a blob in
   * chunks").
   */
  static Optional<ByteRange> chunk(String text) {
    Matcher matcher = CHUNK.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var range = new ByteRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    return range.last < range.first ? Optional.empty() : Optional.of(range);
  }

  /** What {@code header} asks of something that has {@code size} bytes. */
  static Asked asked(String header, long size) {
    Matcher matcher = RANGE.matcher(header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return new Asked.Everything();
    }
    long first;
    long last;
    if (matcher.group(1).isEmpty()) {
      long suffix = Long.parseLong(matcher.group(2));
      first = Math.max(0, size - suffix);
      last = suffix == 0 ? -1 : size - 1;
    } else {
      first = Long.parseLong(matcher.group(1));
      boolean open = matcher.group(2).isEmpty();
      last = open ? size - 1 : Math.min(size - 1, Long.parseLong(matcher.group(2)));
    }
    return first >= size || last < first
        ? new Asked.Impossible()
        : new Asked.Part(new ByteRange(first, last));
  }
}
