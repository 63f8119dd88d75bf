package dev.slipway.container;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as docker writes them: a number of bytes, or with b, k, m or g, such as {@code 512m}. */
public final class ByteSize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([bkmg]?)b?|([0-9]{10,18})b?");
  private static final String UNITS = "bkmg";
  private static final int BITS = 10;

  private ByteSize() {}

  /** How many bytes it says; empty when it says none. */
  public static OptionalLong parse(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    if (matcher.group(3) != null) {
      return OptionalLong.of(Long.parseLong(matcher.group(3)));
    }
    int unit = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2));
    return OptionalLong.of(Long.parseLong(matcher.group(1)) << (BITS * unit));
  }
}
