package dev.slipway.container.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * A range of IPv4 addresses.
 *
 * @param base its first address, as a number, the host's part zero
 * @param prefix how many leading bits all its addresses share
 */
public record Subnet(int base, int prefix) {
  public Subnet {
    if (prefix < 0 || prefix > 32) {
      throw new IllegalArgumentException("prefix length " + prefix);
    }
    base &= mask(prefix);
  }

  /** Reads {@code 10.1.0.0/20}; an address alone is a range of one. */
  public static Subnet parse(String text) {
    String[] parts = text.split("/", 2);
    int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : 32;
    return new Subnet(number(parts[0]), prefix);
  }

  /** The range of one address. */
  public static Subnet of(Inet4Address address) {
    return new Subnet(ByteBuffer.wrap(address.getAddress()).getInt(), 32);
  }

  /** The address at a place in the range, counted from 0. */
  public Inet4Address address(int index) {
    if (index < 0 || index >= size()) {
      throw new IllegalArgumentException(index + " is outside of " + this);
    }
    return inet(base + index);
  }

  /** How many addresses it has. */
  public long size() {
    return 1L << (32 - prefix);
  }

  public boolean contains(Inet4Address address) {
    return (Subnet.of(address).base() & mask(prefix)) == base;
  }

  public boolean overlaps(Subnet other) {
    int shorter = mask(Math.min(prefix, other.prefix));
    return (base & shorter) == (other.base & shorter);
  }

  @Override
  public String toString() {
    return inet(base).getHostAddress() + "/" + prefix;
  }

  private static int mask(int prefix) {
    return prefix == 0 ? 0 : -1 << (32 - prefix);
  }

  private static int number(String address) {
    String[] bytes = address.split("\\.", -1);
    if (bytes.length != 4) {
      throw new IllegalArgumentException("not an IPv4 address: " + address);
    }
    int number = 0;
    for (String part : bytes) {
      int value = Integer.parseInt(part);
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException("not an IPv4 address: " + address);
      }
      number = number << 8 | value;
    }
    return number;
  }

  private static Inet4Address inet(int number) {
    try {
      byte[] bytes = ByteBuffer.allocate(4).putInt(number).array();
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
