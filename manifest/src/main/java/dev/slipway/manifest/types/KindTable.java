package dev.slipway.manifest.types;

import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.types.Field.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The known kinds with the types of all their fields, read once from {@code kinds.txt}. */
public final class KindTable {
  private final Map<GroupVersionKind, String> kinds = new HashMap<>();
  private final Map<String, MessageType> messages = new HashMap<>();

  private static final class Holder {
    static final KindTable INSTANCE = new KindTable(resource());
  }

  private KindTable(String text) {
    var heads = new ArrayList<String>();
    var bodies = new ArrayList<List<Field>>();
    for (String line : text.split("\n")) {
      String[] words = line.strip().split(" ");
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("kind ")) {
        kinds.put(GroupVersionKind.of(words[1], words[2]), words[3]);
      } else if (line.startsWith(" ")) {
        bodies.getLast().add(field(words));
      } else {
        heads.add(line.strip());
        bodies.add(new ArrayList<>());
      }
    }
    for (int i = 0; i < heads.size(); i++) {
      String head = heads.get(i);
      String name = head.split(" ")[0];
      Sharing sharing = head.endsWith(" atomic") ? new Sharing.Atomic() : new Sharing.Usual();
      messages.put(name, new MessageType(name, bodies.get(i), sharing));
    }
  }

  /** The table shipped with Slipway. */
  public static KindTable get() {
    return Holder.INSTANCE;
  }

  /** The structure of a kind; empty when the kind is not known. */
  public Optional<MessageType> kind(GroupVersionKind kind) {
    return Optional.ofNullable(kinds.get(kind)).map(this::message);
  }

  /** The structure of the {@code metadata} of lists. */
  public MessageType listMeta() {
    return message("ListMeta");
  }

  MessageType message(String name) {
    MessageType type = messages.get(name);
    if (type == null) {
      throw new IllegalStateException("kinds.txt uses " + name + " but does not describe it");
    }
    return type;
  }

  private Field field(String[] words) {
    Place place = Place.OWN;
    Sharing sharing = new Sharing.Usual();
    for (int i = 3; i < words.length; i++) {
      if (words[i].equals("inline")) {
        place = Place.INLINE;
      } else {
        sharing = sharing(words[i]);
      }
    }
    return new Field(Integer.parseInt(words[0]), words[1], type(words[2]), place, sharing);
  }

  private static Sharing sharing(String word) {
    if (word.equals("set")) {
      return new Sharing.SetOfValues();
    }
    if (word.startsWith("map(")) {
      return new Sharing.Keyed(List.of(word.substring(4, word.length() - 1).split(",")));
    }
    return new Sharing.Atomic();
  }

  private FieldType type(String text) {
    if (text.startsWith("[]")) {
      return new FieldType.ListOf(type(text.substring(2)));
    }
    if (text.startsWith("{}")) {
      return new FieldType.MapOf(type(text.substring(2)));
    }
    return switch (text) {
      case "intstr" -> FieldType.Scalar.INT_OR_STRING;
      case "microtime" -> FieldType.Scalar.MICRO_TIME;
      case "string", "int32", "int64", "bool", "bytes", "quantity", "time", "json", "fields" ->
          FieldType.Scalar.valueOf(text.toUpperCase(Locale.ROOT));
      default -> new FieldType.Message(text, this);
    };
  }

  private static String resource() {
    try (InputStream in = KindTable.class.getResourceAsStream("kinds.txt")) {
      if (in == null) {
        throw new IllegalStateException("kinds.txt is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read kinds.txt", e);
    }
  }
}
