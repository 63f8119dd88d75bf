package dev.slipway.kustomize.transform;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.slipway.kustomize.config.Section;
import java.util.Optional;

/**
 * Which images an entry of {@code images} means. Its name is part of a regular expression, as
 * kustomize has it: {@code NAME(:tag)?(@sha256:digest)?}. A tag with anything but letters, digits
 * and {@code _.{}-} in it, such as {@code $(TAG)}, keeps an image out.
 */
sealed interface ImagePattern {
  /** Whether the image is meant, tag and digest and all. */
  boolean matches(String image);

  /**
   * How the names of all images that may be meant end, behind their last slash; nothing when they
   * may end differently.
   */
  Optional<String> lastPart();

  /** The pattern of an entry's name. */
  static ImagePattern of(Section entry) {
    String name = entry.text("name");
    boolean plain = name.chars().allMatch(c -> c == '.' || "\\+*?()|[]{}^$".indexOf(c) < 0);
    if (plain) {
      return new Plain(name);
    }
    try {
      String rest = "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$";
      return new Expression(Pattern.compile("^" + name + rest));
    } catch (PatternSyntaxException e) {
      throw entry.error(
          "name",
          "name is no regular expression: " + e.getDescription(),
          "Put a backslash before what means itself.");
    }
  }

  /** A name with nothing special in it but points, which stand for any character. */
  record Plain(String name) implements ImagePattern {
    private static final String DIGEST = "@sha256:";

    @Override
    public boolean matches(String image) {
      if (image.length() < name.length()) {
        return false;
      }
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        if (c == '.' ? image.charAt(i) == '\n' : c != image.charAt(i)) {
          return false;
        }
      }
      int at = name.length();
      if (image.startsWith(":", at)) {
        at = end(image, at + 1);
      }
      if (image.startsWith(DIGEST, at)) {
        at = end(image, at + DIGEST.length());
      }
      return at == image.length();
    }

    @Override
    public Optional<String> lastPart() {
      String last = name.substring(name.lastIndexOf('/') + 1);
      boolean open = last.indexOf('.') >= 0 || last.indexOf(':') >= 0 || last.indexOf('@') >= 0;
      return open ? Optional.empty() : Optional.of(last);
    }

    private static int end(String image, int from) {
      int at = from;
      while (at < image.length() && isPart(image.charAt(at))) {
        at++;
      }
      return at;
    }

    private static boolean isPart(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "_.{}-".indexOf(c) >= 0;
    }
  }

  /** Anything else. */
  record Expression(Pattern pattern) implements ImagePattern {
    @Override
    public boolean matches(String image) {
      return pattern.matcher(image).find();
    }

    @Override
    public Optional<String> lastPart() {
      return Optional.empty();
    }
  }
}
