package dev.slipway.manifest.protobuf;

import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.MessageType;
import java.nio.ByteBuffer;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes whole objects in Kubernetes' protobuf envelope. */
public final class ProtobufObjects {
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int TYPE_META = 1;
  private static final int RAW = 2;
  private static final int CONTENT_ENCODING = 3;
  private static final int CONTENT_TYPE = 4;
  private static final String LIST = "List";
  private static final GroupVersionKind OPTIONS = new GroupVersionKind("", "v1", "DeleteOptions");

  private ProtobufObjects() {}

  /**
   * The JSON form of {@code body}.
   *
   * @throws MalformedProtobufException when the bytes are no object of a known kind
   */
  public static ObjectNode read(byte[] body) {
    if (body.length < MAGIC.length || java.util.Arrays.mismatch(MAGIC, 0, 4, body, 0, 4) != -1) {
      throw new MalformedProtobufException("the bytes do not start with the k8s envelope");
    }
    var envelope = new WireReader(java.util.Arrays.copyOfRange(body, MAGIC.length, body.length));
    String apiVersion = "";
    String kind = "";
    byte[] raw = {};
    while (envelope.hasMore()) {
      int tag = (int) envelope.varint();
      if (tag >>> 3 == TYPE_META) {
        WireReader meta = envelope.message();
        while (meta.hasMore()) {
          int field = (int) meta.varint();
          String text = meta.text();
          if (field >>> 3 == 1) {
            apiVersion = text;
          } else {
            kind = text;
          }
        }
      } else if (tag >>> 3 == RAW) {
        raw = envelope.bytes();
      } else {
        envelope.skip(tag & 7);
      }
    }
    return object(GroupVersionKind.of(apiVersion, kind), raw);
  }

  /** Whether objects of this kind, or lists of it, can be written. */
  public static boolean isKnown(GroupVersionKind kind) {
    return KindTable.get().kind(kind).isPresent() || listed(kind).isPresent();
  }

  /**
   * The protobuf form of an object, or of a list of objects, that {@link #isKnown}.
   *
   * @param tree well-formed by the types of its kind
   */
  public static byte[] write(JsonNode tree) {
    var kind =
        GroupVersionKind.of(tree.path("apiVersion").asString(""), tree.path("kind").asString(""));
    Optional<MessageType> single = KindTable.get().kind(kind);
    if (single.isPresent()) {
      return envelope(kind, MessageWriter.message(tree, single.get()));
    }
    MessageType item = listed(kind).orElseThrow(() -> unknown(kind));
    var list = new WireWriter();
    list.message(1, MessageWriter.message(tree.path("metadata"), KindTable.get().listMeta()));
    tree.path("items").forEach(i -> list.message(2, MessageWriter.message(i, item)));
    return envelope(kind, list);
  }

  /**
   * One change of a watch, as a frame: its length in four bytes, then the change.
   *
   * @param type such as {@code ADDED}
   */
  public static byte[] frame(String type, JsonNode object) {
    var embedded = new WireWriter();
    embedded.bytes(1, write(object));
    var event = new WireWriter();
    event.text(1, type);
    event.message(2, embedded);
    byte[] bytes = event.toBytes();
    return ByteBuffer.allocate(Integer.BYTES + bytes.length)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static Optional<MessageType> listed(GroupVersionKind kind) {
    return kind.kind().endsWith(LIST)
        ? KindTable.get()
            .kind(
                new GroupVersionKind(
                    kind.group(),
                    kind.version(),
                    kind.kind().substring(0, kind.kind().length() - LIST.length())))
        : Optional.empty();
  }

  private static byte[] envelope(GroupVersionKind kind, WireWriter content) {
    var meta = new WireWriter();
    meta.text(1, kind.apiVersion());
    meta.text(2, kind.kind());
    var envelope = new WireWriter();
    envelope.message(TYPE_META, meta);
    envelope.message(RAW, content);
    envelope.text(CONTENT_ENCODING, "");
    envelope.text(CONTENT_TYPE, "");
    byte[] bytes = envelope.toBytes();
    return ByteBuffer.allocate(MAGIC.length + bytes.length).put(MAGIC).put(bytes).array();
  }

  private static MalformedProtobufException unknown(GroupVersionKind kind) {
    return new MalformedProtobufException(
        "no kind \"" + kind.kind() + "\" is registered for version \"" + kind.apiVersion() + "\"");
  }

  private static ObjectNode object(GroupVersionKind kind, byte[] raw) {
    // Clients name options after the group they talk to, such as apps/v1 DeleteOptions.
    var looked = kind.kind().equals(OPTIONS.kind()) ? OPTIONS : kind;
    MessageType type = KindTable.get().kind(looked).orElseThrow(() -> unknown(kind));
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    new MessageReader().read(new WireReader(raw), type, tree);
    return tree;
  }
}
