package dev.slipway.dockerfile.cache;

import dev.slipway.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code COPY} takes: each path with a text that stands for its type, mode, owner and bytes.
 *
 * <p>Its digest is the content part of a cache key; two of them are compared to say which file
 * changed.
 *
 * @param lines path to fingerprint, in the order in which files are copied
 */
public record ContentManifest(Map<String, String> lines) {
  private static final int NAMED = 3;

  public ContentManifest {
    lines = new LinkedHashMap<>(lines);
  }

  /** The digest of all lines. */
  public Digest digest() {
    return Digest.of(bytes());
  }

  /** One record per path, in a form that cannot be read in two ways. */
  public byte[] bytes() {
    var text = new StringBuilder();
    lines.forEach((path, print) ->
        text.append(path.length()).append(' ').append(path).append(' ').append(print).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #bytes} wrote. */
  public static ContentManifest parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    var lines = new LinkedHashMap<String, String>();
    int at = 0;
    while (at < text.length()) {
      int space = text.indexOf(' ', at);
      int length = Integer.parseInt(text.substring(at, space));
      String path = text.substring(space + 1, space + 1 + length);
      int end = text.indexOf('\n', space + 2 + length);
      lines.put(path, text.substring(space + 2 + length, end));
      at = end + 1;
    }
    return new ContentManifest(lines);
  }

  /** What is different in {@code now}, in words; empty when nothing is. */
  public Optional<String> difference(ContentManifest now) {
    var found = new ArrayList<String>();
    now.lines.forEach((path, print) -> {
      String before = lines.get(path);
      if (before == null) {
        found.add("file " + path + " is new");
      } else if (!before.equals(print)) {
        found.add("file " + path + " changed");
      }
    });
    lines.keySet().stream()
        .filter(path -> !now.lines.containsKey(path))
        .forEach(path -> found.add("file " + path + " is gone"));
    if (found.isEmpty()) {
      return lines.equals(now.lines) ? Optional.empty() : Optional.of("the order of files changed");
    }
    List<String> first = found.subList(0, Math.min(NAMED, found.size()));
    String rest = found.size() > NAMED ? " and " + (found.size() - NAMED) + " more" : "";
    return Optional.of(String.join(", ", first) + rest);
  }
}
