package dev.slipway.workflow.syntax;

import dev.slipway.workflow.expression.Arity;
import dev.slipway.workflow.expression.Names;
import dev.slipway.workflow.syntax.Schema.BuiltIn;
import dev.slipway.workflow.syntax.Schema.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads {@code workflow-schema.yaml}. Loaded once: the schema is part of the program. */
final class SchemaLoader {
  /** The one schema. */
  static final Schema SCHEMA = new SchemaLoader().load();

  private final Map<String, Names> contexts = new LinkedHashMap<>();
  private final Map<String, Schema.Type> types = new LinkedHashMap<>();

  private Schema load() {
    Map<String, Object> root = map(resource());
    map(root.get("contexts")).forEach((name, text) -> contexts.put(name, names(words(text))));
    map(root.get("types")).forEach((name, body) -> types.put(name, type(map(body))));
    Map<String, Slot> events = new LinkedHashMap<>();
    map(root.get("events")).forEach((name, body) -> events.put(name, event(map(body))));
    types.put("events", new Schema.MapOf(events, Optional.empty(), Set.of()));
    types.put(
        "event-name",
        new Schema.OneOf(
            events.keySet().stream().<Slot>map(e -> slot(new Schema.Word(e))).toList()));
    return new Schema(Map.copyOf(types));
  }

  private Object resource() {
    try (InputStream in = SchemaLoader.class.getResourceAsStream("workflow-schema.yaml")) {
      if (in == null) {
        throw new IllegalStateException("workflow-schema.yaml is missing from the program");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Load(LoadSettings.builder().build()).loadFromString(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Names names(List<String> words) {
    Names names = Names.NONE;
    for (String word : words) {
      if (contexts.containsKey(word)) {
        names = merge(names, contexts.get(word));
      } else if (word.endsWith(")")) {
        names = withFunction(names, word);
      } else {
        names = names.withContexts(word);
      }
    }
    return names;
  }

  private static Names merge(Names names, Names more) {
    Names merged = names.withContexts(more.contexts().toArray(String[]::new));
    for (Map.Entry<String, Arity> function : more.functions().entrySet()) {
      merged = merged.withFunction(function.getKey(), function.getValue());
    }
    return merged;
  }

  /** {@code name(least,most)}. */
  private static Names withFunction(Names names, String word) {
    String[] parts = word.split("[(,)]");
    Arity arity = new Arity(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    return names.withFunction(parts[0], arity);
  }

  private Schema.Type type(Map<String, Object> body) {
    Object choose = body.get("choose");
    if (choose != null) {
      return slot(choose.toString(), false).type();
    }
    Map<String, Slot> keys = new LinkedHashMap<>();
    map(body.get("keys")).forEach((key, ref) -> keys.put(plain(key), keySlot(key, ref)));
    Optional<Slot> others =
        Optional.ofNullable(body.get("others")).map(ref -> slot(ref.toString(), false));
    Set<String> quiet = Set.copyOf(strings(body.get("quiet")));
    return new Schema.MapOf(keys, others, quiet);
  }

  private static String plain(String key) {
    return key.endsWith("!") ? key.substring(0, key.length() - 1) : key;
  }

  private Slot keySlot(String key, Object reference) {
    return slot(reference.toString(), key.endsWith("!"));
  }

  private static Slot slot(Schema.Type type) {
    return new Slot(type, Optional.empty(), false);
  }

  /** {@code a | [b] @SET}. */
  private Slot slot(String reference, boolean required) {
    String[] parts = reference.split(" @");
    Optional<Names> names = Optional.empty();
    if (parts.length == 2) {
      names = Optional.of(names(List.of(parts[1].strip())));
    }
    List<Slot> options =
        Arrays.stream(parts[0].split("\\|")).<Slot>map(o -> slot(single(o.strip()))).toList();
    Schema.Type type = options.size() == 1 ? options.getFirst().type() : new Schema.OneOf(options);
    return new Slot(type, names, required);
  }

  private Schema.Type single(String name) {
    if (name.startsWith("=")) {
      return new Schema.Word(name.substring(1));
    }
    if (name.startsWith("[")) {
      return new Schema.ListOf(slot(single(name.substring(1, name.length() - 1))));
    }
    for (BuiltIn builtIn : BuiltIn.values()) {
      if (builtIn.name().toLowerCase(Locale.ROOT).equals(name)) {
        return builtIn;
      }
    }
    return new Schema.Named(name);
  }

  private Slot event(Map<String, Object> body) {
    Object as = body.get("as");
    if (as != null) {
      return slot(as.toString(), false);
    }
    Map<String, Slot> keys = new LinkedHashMap<>();
    Object names = body.get("types");
    if (names != null) {
      keys.put("types", slot(oneOrMore(words(names))));
    }
    for (String filter : words(body.get("filters"))) {
      keys.put(filter, slot(new Schema.Named("patterns")));
    }
    Schema.Type settings = new Schema.MapOf(keys, Optional.empty(), Set.of());
    return slot(new Schema.OneOf(List.of(slot(BuiltIn.NULL), slot(settings))));
  }

  private static Schema.Type oneOrMore(List<String> words) {
    List<Slot> allowed = new ArrayList<>();
    for (String word : words) {
      allowed.add(slot(word.equals("*") ? BuiltIn.NONEMPTY : new Schema.Word(word)));
    }
    Schema.Type one = new Schema.OneOf(allowed);
    return new Schema.OneOf(List.of(slot(one), slot(new Schema.ListOf(slot(one)))));
  }

  private static List<String> words(@Nullable Object text) {
    return text == null ? List.of() : List.of(text.toString().split(" "));
  }

  private static List<String> strings(@Nullable Object list) {
    return list instanceof List<?> items ? items.stream().map(String::valueOf).toList() : List.of();
  }

  private static Map<String, Object> map(@Nullable Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> raw) {
      raw.forEach((key, item) -> map.put(String.valueOf(key), item));
    }
    return map;
  }
}
