package dev.slipway.kustomize.config;

import dev.slipway.kustomize.config.FieldSpec.Creation;
import dev.slipway.kustomize.config.TransformerConfig.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads {@code default-fields.txt}; the file says how it is written. */
final class DefaultConfig {
  private static final TransformerConfig BUILT_IN = new DefaultConfig().read();

  private final Map<String, List<FieldSpec>> sets = new HashMap<>();
  private final Map<Purpose, List<FieldSpec>> lists = new EnumMap<>(Purpose.class);
  private final List<NameReference> references = new ArrayList<>();

  private DefaultConfig() {}

  static TransformerConfig get() {
    return BUILT_IN;
  }

  private TransformerConfig read() {
    String header = "";
    List<FieldSpec> entries = new ArrayList<>();
    for (String line : lines()) {
      if (line.startsWith(" ")) {
        add(line.strip(), entries);
      } else {
        close(header, entries);
        header = line;
        entries = new ArrayList<>();
      }
    }
    close(header, entries);
    return TransformerConfig.of(lists, List.copyOf(references));
  }

  private void close(String header, List<FieldSpec> entries) {
    if (header.isEmpty()) {
      return;
    }
    String[] words = header.split(" ");
    switch (words[0]) {
      case "set" -> sets.put(words[1], entries);
      case "nameReference" -> references.add(new NameReference(kind(words[1]), entries));
      default -> lists.put(Purpose.ofField(words[0]), entries);
    }
  }

  private void add(String line, List<FieldSpec> entries) {
    String[] words = line.split(" ");
    Creation create = words[words.length - 1].equals("+") ? Creation.CREATE : Creation.SKIP;
    if (!line.startsWith("$")) {
      entries.add(new FieldSpec(kind(words[1]), FieldSpec.parsePath(words[0]), create));
      return;
    }
    int slash = words[0].indexOf('/');
    String set = words[0].substring(1, slash);
    List<String> rest = FieldSpec.parsePath(words[0].substring(slash));
    for (FieldSpec place : Objects.requireNonNull(sets.get(set), set)) {
      var path = new ArrayList<>(place.path());
      path.addAll(rest);
      entries.add(new FieldSpec(place.gvk(), path, create));
    }
  }

  private static Gvk kind(String text) {
    String[] parts = text.replace("*", "").split("/", -1);
    return parts.length == 3 ? new Gvk(parts[0], parts[1], parts[2]) : new Gvk("", "", parts[0]);
  }

  private static List<String> lines() {
    var stream =
        Objects.requireNonNull(DefaultConfig.class.getResourceAsStream("default-fields.txt"));
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
