package dev.slipway.kubernetes;

import java.util.Set;
import java.util.random.RandomGenerator;

/** A block of IPv4 addresses; the first and the last are never given out. */
record AddressRange(int network, int prefix) {
  private static final int NAMES = 10;

  static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    try {
      int prefix = Integer.parseInt(cidr.substring(slash + 1));
      if (slash < 0 || prefix < 8 || prefix > 30) {
        throw new IllegalArgumentException(cidr);
      }
      int address = address(cidr.substring(0, slash));
      return new AddressRange(address & mask(prefix), prefix);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "the service range " + cidr + " is no IPv4 network such as 10.96.0.0/16", e);
    }
  }

  private static int mask(int prefix) {
    return -1 << (32 - prefix);
  }

  private static int address(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException(text);
    }
    int value = 0;
    for (String part : parts) {
      int octet = Integer.parseInt(part);
      if (octet < 0 || octet > 255) {
        throw new IllegalArgumentException(text);
      }
      value = value << 8 | octet;
    }
    return value;
  }

  boolean contains(String text) {
    try {
      return (address(text) & mask(prefix)) == network;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A free address, tried from a random place on. */
  String pick(Set<String> used, RandomGenerator random) {
    int count = (1 << (32 - prefix)) - 2;
    int start = random.nextInt(count);
    for (int i = 0; i < count; i++) {
      String candidate = text(network + 1 + (start + i) % count);
      if (!used.contains(candidate)) {
        return candidate;
      }
    }
    throw ApiException.internal("failed to allocate a serviceIP: range is full");
  }

  /** The tenth address, which belongs to cluster DNS by convention. */
  String ofNames() {
    return text(network + NAMES);
  }

  /** The first address, which belongs to the cluster's API by convention. */
  String ofApi() {
    return text(network + 1);
  }

  private static String text(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 255)
        + "."
        + (address >>> 8 & 255)
        + "."
        + (address & 255);
  }
}
