package dev.slipway.base;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The hosts that are reached without a proxy: a list, with commas or spaces between, of
 *
 * <ul>
 *   <li>{@code example.com}: this host and all below it; {@code .example.com}: those below it;
 *   <li>an address, or a range of them such as {@code 10.0.0.0/8};
 *   <li>{@code *}: all.
 * </ul>
 *
 * A port may follow a host or an address: then it is meant there alone.
 */
final class NoProxy {
  private final List<Entry> entries;

  private record Entry(String host, OptionalInt port) {}

  private NoProxy(List<Entry> entries) {
    this.entries = entries;
  }

  static NoProxy parse(String text) {
    var entries = new ArrayList<Entry>();
    for (String word : text.split("[,\\s]+")) {
      if (!word.isEmpty()) {
        entries.add(entry(word.toLowerCase(Locale.ROOT)));
      }
    }
    return new NoProxy(entries);
  }

  private static Entry entry(String word) {
    int colon = word.lastIndexOf(':');
    boolean hasPort =
        colon > 0
            && word.substring(colon + 1).matches("[0-9]{1,5}")
            && (word.indexOf(':') == colon || word.charAt(colon - 1) == ']');
    String host = hasPort ? word.substring(0, colon) : word;
    return new Entry(
        unbracketed(host.startsWith("*.") ? host.substring(1) : host),
        hasPort
            ? OptionalInt.of(Integer.parseInt(word.substring(colon + 1)))
            : OptionalInt.empty());
  }

  /**
   * Whether a host is reached directly.
   *
   * @param host a name or an address, an IPv6 one with or without brackets
   */
  boolean covers(String host, int port) {
    String name = unbracketed(host.toLowerCase(Locale.ROOT));
    return entries.stream()
        .filter(entry -> entry.port().isEmpty() || entry.port().getAsInt() == port)
        .anyMatch(entry -> covers(entry.host(), name));
  }

  private static boolean covers(String entry, String host) {
    if (entry.equals("*") || entry.equals(host)) {
      return true;
    }
    int slash = entry.indexOf('/');
    if (slash > 0) {
      return isIn(entry.substring(0, slash), entry.substring(slash + 1), host);
    }
    return host.endsWith(entry.startsWith(".") ? entry : "." + entry);
  }

  private static boolean isIn(String range, String length, String host) {
    Optional<InetAddress> first = address(range);
    Optional<InetAddress> asked = address(host);
    if (first.isEmpty() || asked.isEmpty() || !length.matches("[0-9]{1,3}")) {
      return false;
    }
    byte[] a = first.get().getAddress();
    byte[] b = asked.get().getAddress();
    int bits = Integer.parseInt(length);
    if (a.length != b.length || bits > 8 * a.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      if ((a[i / 8] & mask) != (b[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The address that is written there; names are not looked up. */
  static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(unbracketed(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
