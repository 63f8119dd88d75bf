package dev.slipway.node.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a name server says to a question. */
sealed interface Answer {
  /** The name is somebody else's to answer. */
  record Elsewhere() implements Answer {}

  /** There is no such name. */
  record NoSuchName() implements Answer {}

  /** The name exists and has these records, maybe none of the wanted type. */
  record Records(List<Resource> resources) implements Answer {
    public Records {
      resources = List.copyOf(resources);
    }
  }

  /** One record. */
  sealed interface Resource {
    /** An IPv4 address, of a name. */
    record Address(String name, String address) implements Resource {}

    /** The name that another one stands for. */
    record Alias(String name, String target) implements Resource {}

    /** Where a service listens. */
    record Place(String name, int port, String host) implements Resource {}

    /** The name of an address. */
    record Pointer(String name, String host) implements Resource {}
  }

  int A = 1;
  int CNAME = 5;
  int SOA = 6;
  int PTR = 12;
  int SRV = 33;

  /** Pods come and go: clients may remember a name for so many seconds. */
  int SECONDS = 5;

  /** Fits into a packet of any network. */
  int TAKEN = 1232;

  /** The message; cut, and marked so, where it would be longer than {@code limit}. */
  static byte[] message(Question question, Answer answer, String zone, int limit) {
    List<Resource> resources = answer instanceof Records(var all) ? all : List.of();
    int code = answer instanceof NoSuchName ? 3 : 0;
    byte[] whole = message(question, resources, code, zone);
    return whole.length <= limit ? whole : truncated(message(question, List.of(), code, zone));
  }

  private static byte[] truncated(byte[] message) {
    message[2] |= 2;
    return message;
  }

  private static byte[] message(
      Question question, List<Resource> resources, int code, String zone) {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    try {
      out.writeShort(question.id());
      // response, authoritative, recursion as asked for and available
      out.writeShort(0x8400 | (question.recursion() ? 0x100 : 0) | 0x80 | code);
      out.writeShort(1);
      out.writeShort(resources.size());
      out.writeShort(resources.isEmpty() ? 1 : 0);
      out.writeShort(question.extended() ? 1 : 0);
      out.write(question.raw());
      for (Resource resource : resources) {
        write(out, resource);
      }
      if (resources.isEmpty()) {
        writeAuthority(out, zone);
      }
      if (question.extended()) {
        writeExtension(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Resource resource) throws IOException {
    switch (resource) {
      case Resource.Address(String name, String address) -> {
        String[] parts = address.split("\\.");
        byte[] data = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
          data[i] = (byte) Integer.parseInt(parts[i]);
        }
        record(out, name, A, data);
      }
      case Resource.Alias(String name, String target) -> record(out, name, CNAME, encoded(target));
      case Resource.Place(String name, int port, String host) -> {
        var data = new ByteArrayOutputStream();
        var fields = new DataOutputStream(data);
        fields.writeShort(0);
        fields.writeShort(100);
        fields.writeShort(port);
        fields.write(encoded(host));
        record(out, name, SRV, data.toByteArray());
      }
      case Resource.Pointer(String name, String host) -> record(out, name, PTR, encoded(host));
    }
  }

  /** Nothing but the size of datagrams that is taken here. */
  private static void writeExtension(DataOutputStream out) throws IOException {
    out.writeByte(0);
    out.writeShort(Question.OPT);
    out.writeShort(TAKEN);
    out.writeInt(0);
    out.writeShort(0);
  }

  /** Tells how long the absence of a name may be remembered (RFC 2308). */
  private static void writeAuthority(DataOutputStream out, String zone) throws IOException {
    var data = new ByteArrayOutputStream();
    var fields = new DataOutputStream(data);
    fields.write(encoded("ns.dns." + zone));
    fields.write(encoded("hostmaster." + zone));
    for (int value : new int[] {1, 7200, 1800, 86400, SECONDS}) {
      fields.writeInt(value);
    }
    record(out, zone, SOA, data.toByteArray());
  }

  private static void record(DataOutputStream out, String name, int type, byte[] data)
      throws IOException {
    out.write(encoded(name));
    out.writeShort(type);
    out.writeShort(Question.INTERNET);
    out.writeInt(SECONDS);
    out.writeShort(data.length);
    out.write(data);
  }

  private static byte[] encoded(String name) {
    var out = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
    out.write(0);
    return out.toByteArray();
  }
}
