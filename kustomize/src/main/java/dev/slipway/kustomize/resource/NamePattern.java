package dev.slipway.kustomize.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.slipway.kustomize.config.Section;

/** What a selector asks of a whole name: anything, this very text, or a regular expression. */
sealed interface NamePattern {
  boolean matches(String text);

  /** The only text that matches; empty when there may be others. */
  default String only() {
    return "";
  }

  /** As a field states it; an empty one asks nothing. */
  static NamePattern of(Section section, String field) {
    String text = section.text(field);
    if (text.isEmpty()) {
      return new Anything();
    }
    if (text.chars().noneMatch(c -> "\\.+*?()|[]{}^$".indexOf(c) >= 0)) {
      return new Literal(text);
    }
    try {
      return new Expression(Pattern.compile("^(?:" + text + ")$"));
    } catch (PatternSyntaxException e) {
      throw section.error(field, field + " is no regular expression: " + e.getDescription(), "");
    }
  }

  /** No condition. */
  record Anything() implements NamePattern {
    @Override
    public boolean matches(String text) {
      return true;
    }
  }

  /** A text without anything special in it, which is what most people write. */
  record Literal(String wanted) implements NamePattern {
    @Override
    public boolean matches(String text) {
      return wanted.equals(text);
    }

    @Override
    public String only() {
      return wanted;
    }
  }

  /** A regular expression in the syntax of RE2, which needs linear time. */
  record Expression(Pattern pattern) implements NamePattern {
    @Override
    public boolean matches(String text) {
      return pattern.matcher(text).find();
    }
  }
}
