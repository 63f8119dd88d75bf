package dev.slipway.node.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * From which addresses requests are taken ({@code allowlist-source-range}, and {@code
 * whitelist-source-range} as it used to be called).
 *
 * @param ranges any address when there are none
 */
record SourceRanges(List<Range> ranges) {
  static final SourceRanges ANY = new SourceRanges(List.of());

  /**
   * One range.
   *
   * @param bits how many of the first bits are those of the range
   */
  record Range(InetAddress first, int bits) {
    boolean contains(InetAddress address) {
      byte[] own = first.getAddress();
      byte[] other = address.getAddress();
      if (own.length != other.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        if (((own[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  SourceRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads ranges with commas between them; an address alone is one.
   *
   * @throws IllegalArgumentException when one is none
   */
  static SourceRanges of(String annotation, String text) {
    var ranges = new ArrayList<Range>();
    for (String part : text.split(",", -1)) {
      ranges.add(range(annotation, part.strip()));
    }
    return new SourceRanges(ranges);
  }

  private static Range range(String annotation, String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    try {
      // Java also knows addresses of fewer parts.
      if (!address.contains(":") && !address.matches("[0-9]+(\\.[0-9]+){3}")) {
        throw new IllegalArgumentException("not four numbers");
      }
      InetAddress first = InetAddress.ofLiteral(address);
      int most = first.getAddress().length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= most) {
        return new Range(first, bits);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        annotation + " has \"" + text + "\": ranges such as 10.0.0.0/8 are expected");
  }

  boolean contain(InetAddress address) {
    return ranges.isEmpty() || ranges.stream().anyMatch(r -> r.contains(address));
  }
}
