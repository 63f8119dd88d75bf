package dev.slipway.container.snapshot;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.SlipwayException;
import dev.slipway.oci.ChainId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which snapshot has which chain of layers: one small durable file each, all known by heart. */
final class ChainIndex {
  private final Path directory;
  private final Map<String, SnapshotId> byName = new ConcurrentHashMap<>();

  private ChainIndex(Path directory) {
    this.directory = directory;
  }

  static ChainIndex open(Path directory) throws IOException {
    var index = new ChainIndex(directory);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path one : all) {
        String name = String.valueOf(one.getFileName());
        if (name.startsWith(".")) {
          Files.delete(one);
        } else {
          index.byName.put(name, new SnapshotId(Files.readString(one).strip()));
        }
      }
    }
    return index;
  }

  Optional<SnapshotId> find(ChainId chain) {
    return Optional.ofNullable(byName.get(name(chain)));
  }

  synchronized void bind(ChainId chain, SnapshotId id) {
    String name = name(chain);
    try {
      DurableFiles.write(directory.resolve(name), id.value().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new SlipwayException("could not note " + chain + ": " + e.getMessage(), e);
    }
    byName.put(name, id);
  }

  /** Forgets all chains of a snapshot. */
  synchronized void unbind(SnapshotId id) {
    for (var entry : byName.entrySet()) {
      if (entry.getValue().equals(id)) {
        delete(entry.getKey());
      }
    }
    byName.values().removeIf(id::equals);
  }

  /** Forgets chains of snapshots that are not among {@code known}. */
  synchronized void retain(Set<SnapshotId> known) {
    for (var entry : byName.entrySet()) {
      if (!known.contains(entry.getValue())) {
        delete(entry.getKey());
      }
    }
    byName.values().retainAll(known);
  }

  private void delete(String name) {
    try {
      Files.deleteIfExists(directory.resolve(name));
    } catch (IOException e) {
      throw new SlipwayException("could not forget " + name + ": " + e.getMessage(), e);
    }
  }

  private static String name(ChainId chain) {
    return chain.toString().replace(':', '-');
  }
}
