package dev.slipway.oci;

import java.util.Collection;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/** Go's way to write a set: an object whose values are empty objects. */
final class EmptyObjects extends StdSerializer<Collection<String>> {
  EmptyObjects() {
    super(Collection.class);
  }

  @Override
  public boolean isEmpty(SerializationContext context, Collection<String> names) {
    return names.isEmpty();
  }

  @Override
  public void serialize(Collection<String> names, JsonGenerator out, SerializationContext context) {
    out.writeStartObject();
    for (String name : names) {
      out.writeName(name);
      out.writeStartObject();
      out.writeEndObject();
    }
    out.writeEndObject();
  }
}
