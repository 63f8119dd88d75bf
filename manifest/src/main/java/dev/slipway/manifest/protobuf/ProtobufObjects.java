package dev.slipway.manifest.protobuf;

import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.MessageType;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads whole objects in Kubernetes' protobuf envelope. */
public final class ProtobufObjects {
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int TYPE_META = 1;
  private static final int RAW = 2;

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

  private static ObjectNode object(GroupVersionKind kind, byte[] raw) {
    MessageType type =
        KindTable.get()
            .kind(kind)
            .orElseThrow(() ->
                new MalformedProtobufException(
                    "no kind \""
                        + kind.kind()
                        + "\" is registered for version \""
                        + kind.apiVersion()
                        + "\""));
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    new MessageReader().read(new WireReader(raw), type, tree);
    return tree;
  }
}
