package dev.slipway.dockerfile.cache;

import dev.slipway.dockerfile.cache.CacheKey.Input;
import dev.slipway.oci.Digest;
import java.util.List;
import java.util.Optional;

/** Says which input of a step changed since its instruction was last done. */
public final class MissExplanation {
  private final CacheStore store;

  public MissExplanation(CacheStore store) {
    this.store = store;
  }

  /**
   * Why there is no result for {@code key}.
   *
   * @param places the instruction, independent of its inputs; the first one that is known counts
   */
  public String explain(List<Digest> places, CacheKey key) {
    Optional<List<Input>> last =
        places.stream().map(store::last).flatMap(Optional::stream).findFirst();
    if (last.isEmpty()) {
      return "this instruction was not built before";
    }
    return difference(last.get(), key.inputs()).orElse("its result is no longer in the blob store");
  }

  private Optional<String> difference(List<Input> before, List<Input> now) {
    for (Input input : now) {
      Optional<Input> old = before.stream().filter(i -> i.name().equals(input.name())).findFirst();
      if (old.isEmpty()) {
        return Optional.of(input.name() + " is new");
      }
      if (!old.get().value().equals(input.value())) {
        return Optional.of(words(old.get(), input));
      }
    }
    return before.stream()
        .filter(old -> now.stream().noneMatch(i -> i.name().equals(old.name())))
        .findFirst()
        .map(old -> old.name() + " is gone");
  }

  private String words(Input before, Input now) {
    Optional<String> files =
        store
            .manifest(before.value())
            .flatMap(old -> store.manifest(now.value()).flatMap(old::difference));
    return now.name() + " changed" + files.map(f -> ": " + f).orElse("");
  }
}
