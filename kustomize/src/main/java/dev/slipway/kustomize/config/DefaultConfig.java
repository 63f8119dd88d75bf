package dev.slipway.kustomize.config;

import dev.slipway.kustomize.config.FieldSpec.Creation;
import dev.slipway.kustomize.config.TransformerConfig.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads {@code default-fields.txt}; the file says how it is written. */
final class DefaultConfig {
  private static final String FILE = "default-fields.txt";
  private static final String REFERENCES = "references to ";
  private static final String WHERE = "where ";
  private static final String BELOW = " >";
  private static final String MADE = "+ ";
  private static final TransformerConfig BUILT_IN = new DefaultConfig().read();

  private final Map<String, List<Place>> named = new HashMap<>();
  private final Map<Purpose, List<FieldSpec>> lists = new EnumMap<>(Purpose.class);
  private final List<NameReference> references = new ArrayList<>();

  /** A field of the objects of some kind. */
  private record Place(Gvk kind, List<String> path) {
    Place below(List<String> rest) {
      var longer = new ArrayList<>(path);
      longer.addAll(rest);
      return new Place(kind, longer);
    }
  }

  private DefaultConfig() {}

  static TransformerConfig get() {
    return BUILT_IN;
  }

  private TransformerConfig read() {
    String section = "";
    List<FieldSpec> fields = new ArrayList<>();
    for (String line : lines()) {
      if (line.startsWith(WHERE)) {
        name(line.substring(WHERE.length()));
      } else if (line.startsWith("[")) {
        finish(section, fields);
        section = line.substring(1, line.length() - 1);
        fields = new ArrayList<>();
      } else {
        fields.addAll(fields(line));
      }
    }
    finish(section, fields);
    return TransformerConfig.of(lists, List.copyOf(references));
  }

  private void finish(String section, List<FieldSpec> fields) {
    if (section.startsWith(REFERENCES)) {
      references.add(new NameReference(kind(section.substring(REFERENCES.length())), fields));
    } else if (!section.isEmpty()) {
      lists.put(Purpose.ofField(section), fields);
    }
  }

  /** {@code NAME: PATH of KIND ...}. */
  private void name(String text) {
    int colon = text.indexOf(": ");
    named
        .computeIfAbsent(text.substring(0, colon), n -> new ArrayList<>())
        .addAll(places(text.substring(colon + 2)));
  }

  private List<FieldSpec> fields(String line) {
    boolean made = line.startsWith(MADE);
    return places(made ? line.substring(MADE.length()) : line).stream()
        .map(place ->
            new FieldSpec(place.kind(), place.path(), made ? Creation.CREATE : Creation.SKIP))
        .toList();
  }

  /** {@code PATH of KIND ...} or {@code NAME > PATH}. */
  private List<Place> places(String text) {
    int below = text.indexOf(BELOW);
    if (below > 0) {
      List<String> rest = FieldSpec.parsePath(text.substring(below + BELOW.length()).strip());
      return Objects.requireNonNull(named.get(text.substring(0, below)), text).stream()
          .map(place -> place.below(rest))
          .toList();
    }
    int of = text.indexOf(" of ");
    List<String> path = FieldSpec.parsePath(text.substring(0, of));
    return Arrays.stream(text.substring(of + " of ".length()).split(" "))
        .map(kind -> new Place(kind(kind), path))
        .toList();
  }

  private static Gvk kind(String text) {
    String[] parts = text.replace("*", "").split("/", -1);
    return parts.length == 3 ? new Gvk(parts[0], parts[1], parts[2]) : new Gvk("", "", parts[0]);
  }

  private static List<String> lines() {
    var stream = Objects.requireNonNull(DefaultConfig.class.getResourceAsStream(FILE), FILE);
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
