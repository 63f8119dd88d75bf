package dev.slipway.kubernetes.store;

import dev.slipway.base.Json;
import dev.slipway.manifest.ObjectName;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** Writes objects from several threads and prints each name once its write is acknowledged. */
public final class WriterMain {
  private static final int THREADS = 8;

  private WriterMain() {}

  public static void main(String[] arguments) {
    ObjectStore store = ObjectStore.open(Path.of(arguments[0]));
    String round = arguments[1];
    for (int thread = 0; thread < THREADS; thread++) {
      String prefix = round + "-" + thread + "-";
      Thread.ofPlatform().start(() -> writeForever(store, prefix));
    }
  }

  private static void writeForever(ObjectStore store, String prefix) {
    for (int i = 0; ; i++) {
      String name = prefix + i;
      ObjectNode tree = Json.MAPPER.createObjectNode();
      tree.putObject("metadata").put("namespace", "ns").put("name", name);
      var key = new Key("things", new ObjectName("ns", name));
      var stored = store.write(new Write.Create(key, tree, Write.Guard.NONE));
      synchronized (System.out) {
        System.out.println(name + " " + stored.resourceVersion());
        System.out.flush();
      }
    }
  }
}
