package dev.slipway.runner.action;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The native actions of an instance, by the names that workflows give them. */
public final class NativeActions {
  private final Map<String, NativeAction> byName = new TreeMap<>();

  public NativeActions(Collection<? extends NativeAction> actions) {
    for (NativeAction action : actions) {
      String name = key(action.manifest().name());
      if (byName.put(name, action) != null) {
        throw new IllegalArgumentException("two native actions are called " + name);
      }
    }
  }

  /** The action that stands in for {@code uses}; empty when there is none for this version. */
  public Optional<NativeAction> find(ActionName.Hosted uses) {
    return Optional.ofNullable(byName.get(key(uses.name())))
        .filter(action -> understands(action, uses));
  }

  /** A commit or a branch is taken for the newest version that is understood. */
  private static boolean understands(NativeAction action, ActionName.Hosted uses) {
    return uses.major().map(action.manifest().versions()::contains).orElse(true);
  }

  /**
   * Why a hosted action cannot be used here, to be said before anything runs; empty when it can.
   */
  public Optional<String> problem(ActionName.Hosted uses) {
    if (find(uses).isPresent()) {
      return Optional.empty();
    }
    NativeAction other = byName.get(key(uses.name()));
    if (other != null) {
      return Optional.of(
          "the action "
              + uses.name()
              + " is built in for "
              + String.join(", ", new TreeSet<>(other.manifest().versions()))
              + ", not for "
              + uses.ref());
    }
    return Optional.of(
        "the action " + uses + " is not built in and its repository is not hosted here");
  }

  /** Whether there is one of this name, for whatever version. */
  public boolean isKnown(ActionName.Hosted uses) {
    return byName.containsKey(key(uses.name()));
  }

  /** What brings versions of Node.js that the machine does not have. */
  public Optional<NodeProvider> nodes() {
    return byName.values().stream()
        .filter(NodeProvider.class::isInstance)
        .map(NodeProvider.class::cast)
        .findFirst();
  }

  /** The names of all, in order. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
