package dev.slipway.runner.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * All ways in which a secret commonly shows up in logs: as it is, each of its lines, and what the
 * usual encodings make of them.
 */
final class SecretForms {
  /** Shorter secrets would hide half of every log and protect nothing. */
  private static final int SHORTEST_SECRET = 3;

  /** For parts and encodings, which nobody chose to be secret as they are. */
  private static final int SHORTEST_PART = 4;

  private static final int SHORTEST_SECTION = 6;
  private static final int SHORTEST_QUOTED = 8;
  private static final int BITS_PER_CHARACTER = 6;

  private final Set<String> forms = new LinkedHashSet<>();

  private SecretForms() {}

  static Set<String> of(String secret) {
    var forms = new SecretForms();
    forms.addWhole(secret);
    if (secret.indexOf('\n') >= 0 || secret.indexOf('\r') >= 0) {
      secret.lines().forEach(forms::addLine);
    }
    return forms.forms;
  }

  private void addWhole(String secret) {
    String trimmed = secret.strip();
    if (trimmed.length() < SHORTEST_SECRET) {
      return;
    }
    forms.add(trimmed);
    if (!secret.equals(trimmed)) {
      // Encodings of the blanks around it differ; in plain text they may stay visible.
      addEncodings(secret);
    }
    addEncodings(trimmed);
  }

  private void addLine(String line) {
    String trimmed = line.strip();
    if (trimmed.length() >= SHORTEST_PART) {
      forms.add(trimmed);
      addEncodings(trimmed);
    }
  }

  private void addEncodings(String secret) {
    addBase64(secret.getBytes(StandardCharsets.UTF_8));
    addUrlEncodings(secret);
    addEscapes(secret);
    addSections(secret);
    boolean quoted = secret.startsWith("\"") && secret.endsWith("\"");
    if (quoted && secret.length() > SHORTEST_QUOTED) {
      addPart(secret.substring(1, secret.length() - 1));
    }
  }

  /** Encoded alone, and as part of something longer: it may start at any of three offsets. */
  private void addBase64(byte[] secret) {
    addBase64Text(Base64.getEncoder().encodeToString(secret));
    for (int offset = 0; offset < 3 && offset < secret.length; offset++) {
      byte[] aligned = Arrays.copyOfRange(secret, offset, secret.length);
      int independent = aligned.length * Byte.SIZE / BITS_PER_CHARACTER;
      addBase64Text(Base64.getEncoder().encodeToString(aligned).substring(0, independent));
    }
  }

  private void addBase64Text(String encoded) {
    addPart(encoded);
    addPart(encoded.replace('+', '-').replace('/', '_'));
  }

  private void addUrlEncodings(String secret) {
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String java = form.replace("+", "%20");
    String strict = java.replace("*", "%2A").replace("%7E", "~");
    String script =
        strict
            .replace("%21", "!")
            .replace("%27", "'")
            .replace("%28", "(")
            .replace("%29", ")")
            .replace("%2A", "*");
    String python = strict.replace("%2F", "/");
    String go = strict.replace("%20", "+");
    for (String encoded : List.of(form, java, strict, script, python, go)) {
      addPart(encoded);
      addPart(lowerCaseEscapes(encoded));
    }
  }

  private static String lowerCaseEscapes(String encoded) {
    var text = new StringBuilder(encoded);
    for (int i = encoded.indexOf('%'); i >= 0; i = encoded.indexOf('%', i + 1)) {
      text.replace(i, i + 3, encoded.substring(i, i + 3).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  private void addEscapes(String secret) {
    addPart(secret.replace("\"", "\\\""));
    addPart(secret.replace("'", "''"));
    addPart(secret.replace("'", "'\\''"));
    addPart(secret.replace("'", "'\"'\"'"));
    String json = json(secret);
    addPart(json);
    addPart(json.replace("/", "\\/"));
    // As Go's tools write it.
    addPart(json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"));
    String xml = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    addPart(xml);
    addPart(xml.replace("\"", "&quot;").replace("'", "&apos;"));
    addPart(xml.replace("\"", "&#34;").replace("'", "&#39;"));
  }

  private static String json(String secret) {
    var text = new StringBuilder();
    for (int i = 0; i < secret.length(); i++) {
      char c = secret.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        default -> text.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return text.toString();
  }

  /** PowerShell breaks a line it complains about at an ampersand, and colours the parts. */
  private void addSections(String secret) {
    int first = secret.indexOf('&');
    if (first < 0) {
      return;
    }
    String before = secret.substring(0, first);
    String after = secret.substring(secret.lastIndexOf('&') + 1);
    for (String section : new String[] {before, after}) {
      if (section.strip().length() >= SHORTEST_SECTION) {
        addPart(section.strip());
      }
    }
  }

  private void addPart(String part) {
    if (part.strip().length() >= SHORTEST_PART) {
      forms.add(part);
    }
  }
}
