package dev.slipway.manifest.validation;

import java.util.regex.Pattern;

/** The syntax of IP addresses, without asking a name server. */
final class Addresses {
  static final String WANTED = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
  private static final Pattern V6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
  private static final int V6_GROUPS = 8;

  private Addresses() {}

  static boolean isAddress(String text) {
    return isV4(text) || isV6(text);
  }

  static boolean isV4(String text) {
    return V4.matcher(text).matches();
  }

  private static boolean isV6(String text) {
    if (!V6_CHARACTERS.matcher(text).matches() || !text.contains(":")) {
      return false;
    }
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    String head = gap < 0 ? text : text.substring(0, gap);
    String tail = gap < 0 ? "" : text.substring(gap + 2);
    int groups = groups(head) + groups(tail);
    return groups >= 0 && (gap < 0 ? groups == V6_GROUPS : groups < V6_GROUPS);
  }

  /** How many groups of 16 bits; far below zero when one is none. */
  private static int groups(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int count = 0;
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && isV4(parts[i])) {
        count += 2;
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        count++;
      } else {
        return -2 * V6_GROUPS;
      }
    }
    return count;
  }

  /** {@code ADDRESS/BITS}. */
  static boolean isRange(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return false;
    }
    String address = text.substring(0, slash);
    int most = isV4(address) ? 32 : 128;
    return isAddress(address) && Integer.parseInt(text.substring(slash + 1)) <= most;
  }
}
