package dev.slipway.oci.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The records of a pax extended header (POSIX, pax, "pax Extended Header"): {@code length
 * key=value\n}. Values are bytes, as attributes such as {@code security.capability} are not text.
 */
final class PaxRecords {
  static final String ATTRIBUTE = "SCHILY.xattr.";

  private static final int NANO_DIGITS = 9;
  private static final long NANOS = 1_000_000_000L;

  // Sorted, so that equal records make equal bytes.
  private final TreeMap<String, byte[]> records = new TreeMap<>();

  boolean isEmpty() {
    return records.isEmpty();
  }

  void put(String key, byte[] value) {
    records.put(key, value);
  }

  void put(String key, long value) {
    put(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  void putTime(String key, long seconds, int nanos) {
    put(key, time(seconds, nanos).getBytes(StandardCharsets.US_ASCII));
  }

  void putAll(PaxRecords others) {
    records.putAll(others.records);
  }

  Optional<byte[]> get(String key) {
    // An empty value takes back what a global header said.
    return Optional.ofNullable(records.get(key)).filter(value -> value.length > 0);
  }

  Optional<String> text(String key) {
    return get(key).map(value -> new String(value, StandardCharsets.UTF_8));
  }

  Optional<Long> number(String key) throws TarException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      throw new TarException("the pax record " + key + "=" + text.get() + " is not a number");
    }
  }

  /** Seconds and nanoseconds of a time record. */
  Optional<long[]> time(String key) throws TarException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parseTime(text.get()));
    } catch (NumberFormatException e) {
      throw new TarException("the pax record " + key + "=" + text.get() + " is not a time");
    }
  }

  Map<String, byte[]> attributes() {
    var attributes = new TreeMap<String, byte[]>();
    records.forEach((key, value) -> {
      if (key.startsWith(ATTRIBUTE)) {
        attributes.put(key.substring(ATTRIBUTE.length()), value);
      }
    });
    return attributes;
  }

  byte[] toBytes() {
    var out = new ByteArrayOutputStream();
    records.forEach((key, value) -> {
      byte[] name = key.getBytes(StandardCharsets.UTF_8);
      int rest = name.length + value.length + 3;
      // The length counts its own digits.
      int length = rest + Integer.toString(rest).length();
      if (Integer.toString(length).length() > Integer.toString(rest).length()) {
        length++;
      }
      out.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(name);
      out.write('=');
      out.writeBytes(value);
      out.write('\n');
    });
    return out.toByteArray();
  }

  static PaxRecords parse(byte[] bytes) throws TarException {
    var result = new PaxRecords();
    int at = 0;
    while (at < bytes.length) {
      int space = indexOf(bytes, ' ', at);
      int end = at + length(bytes, at, space);
      if (end > bytes.length || end <= space + 1 || bytes[end - 1] != '\n') {
        throw damaged();
      }
      int equals = indexOf(bytes, '=', space + 1);
      if (equals < 0 || equals >= end) {
        throw damaged();
      }
      String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.UTF_8);
      result.put(key, Arrays.copyOfRange(bytes, equals + 1, end - 1));
      at = end;
    }
    return result;
  }

  private static int length(byte[] bytes, int from, int to) throws TarException {
    if (to < 0 || to - from > 9) {
      throw damaged();
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        throw damaged();
      }
      length = length * 10 + (bytes[i] - '0');
    }
    return length;
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static TarException damaged() {
    return new TarException("a pax header is damaged");
  }

  /** Decimal seconds without trailing zeros; negative times count down, as {@code -1.5}. */
  static String time(long seconds, int nanos) {
    boolean negative = seconds < 0 && nanos > 0;
    long whole = negative ? seconds + 1 : seconds;
    long rest = negative ? NANOS - nanos : nanos;
    String sign = negative && whole == 0 ? "-" : "";
    if (rest == 0) {
      return sign + whole;
    }
    String digits = "0".repeat(NANO_DIGITS - Long.toString(rest).length()) + rest;
    return sign + whole + "." + digits.replaceAll("0+$", "");
  }

  private static long[] parseTime(String text) {
    int dot = text.indexOf('.');
    long whole = Long.parseLong(dot < 0 ? text : text.substring(0, dot));
    if (dot < 0) {
      return new long[] {whole, 0};
    }
    String digits = (text.substring(dot + 1) + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS);
    long nanos = Long.parseLong(digits);
    if (text.startsWith("-") && nanos > 0) {
      return new long[] {whole - 1, NANOS - nanos};
    }
    return new long[] {whole, nanos};
  }
}
