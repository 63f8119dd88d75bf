package dev.slipway.kustomize.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Fields of kinds that a step works on.
 *
 * @param gvk which kinds; empty parts match anything
 * @param path names of fields from the top; lists are passed through
 * @param create whether missing fields are made
 */
public record FieldSpec(Gvk gvk, List<String> path, Creation create) {
  private static final Set<String> FIELDS = Set.of("group", "version", "kind", "path", "create");

  /** What happens where the path ends early. */
  public enum Creation {
    CREATE,
    SKIP
  }

  public FieldSpec {
    path = List.copyOf(path);
  }

  /** Reads {@code path: a/b/c, create: true, kind: …}. */
  public static FieldSpec of(Section section) {
    section.allow(FIELDS);
    return new FieldSpec(
        Gvk.of(section),
        parsePath(section.text("path")),
        section.flag("create") ? Creation.CREATE : Creation.SKIP);
  }

  /** Splits at slashes; {@code \/} is a slash inside a name, leading slashes are ignored. */
  public static List<String> parsePath(String text) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '/') {
        part.append('/');
        i++;
      } else if (c == '/') {
        addPart(parts, part);
      } else {
        part.append(c);
      }
    }
    addPart(parts, part);
    return parts;
  }

  private static void addPart(List<String> parts, StringBuilder part) {
    if (!part.isEmpty()) {
      parts.add(part.toString());
      part.setLength(0);
    }
  }

  /** The same place, whatever is to happen where it is missing. */
  public boolean samePlace(FieldSpec other) {
    return gvk.equals(other.gvk) && path.equals(other.path);
  }
}
