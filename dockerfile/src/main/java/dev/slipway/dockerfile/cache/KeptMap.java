package dev.slipway.dockerfile.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A map in a file: what was found out once need not be found out again after a restart. Beyond half
 * a million entries those that nobody asked for since the start are forgotten. Safe for concurrent
 * use.
 */
final class KeptMap<K, V> {
  private static final System.Logger LOG = System.getLogger(KeptMap.class.getName());
  private static final int MOST = 500_000;

  private final CheckedFile file;
  private final Form<K, V> form;
  private final Map<K, V> known = new ConcurrentHashMap<>();
  private final Set<K> used = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean changed = new AtomicBoolean();

  /** How an entry is written. */
  interface Form<K, V> {
    void write(DataOutputStream out, K key, V value) throws IOException;

    Map.Entry<K, V> read(DataInputStream in) throws IOException;
  }

  private KeptMap(CheckedFile file, Form<K, V> form) {
    this.file = file;
    this.form = form;
  }

  /**
   * Reads what {@link #save} wrote; a damaged file is as good as none.
   *
   * @param magic the number that the file starts with
   */
  static <K, V> KeptMap<K, V> open(Path file, int magic, Form<K, V> form) {
    var map = new KeptMap<>(new CheckedFile(file, magic), form);
    try {
      map.file.read(map::load);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} begins anew: {1}", file, e.getMessage());
      map.known.clear();
    }
    return map;
  }

  Optional<V> find(K key) {
    used.add(key);
    return Optional.ofNullable(known.get(key));
  }

  void put(K key, V value) {
    used.add(key);
    known.put(key, value);
    changed.set(true);
  }

  int size() {
    return known.size();
  }

  /** Writes what is known, when that changed. */
  void save() throws IOException {
    if (!changed.compareAndSet(true, false)) {
      return;
    }
    if (known.size() > MOST) {
      known.keySet().retainAll(used);
    }
    var entries = Map.copyOf(known);
    file.write(out -> {
      out.writeInt(entries.size());
      for (var entry : entries.entrySet()) {
        form.write(out, entry.getKey(), entry.getValue());
      }
    });
  }

  private void load(DataInputStream in) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      Map.Entry<K, V> entry = form.read(in);
      known.put(entry.getKey(), entry.getValue());
    }
  }
}
