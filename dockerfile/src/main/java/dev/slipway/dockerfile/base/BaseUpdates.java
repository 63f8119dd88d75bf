package dev.slipway.dockerfile.base;

import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest.BasePolicy;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks registries anew what the names mean that a repository is locked to. */
public final class BaseUpdates {
  private final BaseLocks locks;
  private final ImageSource registry;
  private final ImageBuilder builder;

  /**
   * @param registry a {@link LockingImages}, which moves the locks
   */
  public BaseUpdates(BaseLocks locks, LockingImages registry, ImageBuilder builder) {
    this.locks = locks;
    this.registry = registry;
    this.builder = builder;
  }

  /**
   * What became of one lock.
   *
   * @param problem why it was left as it is; empty when the registry answered
   */
  public record Update(BaseLocks.Lock before, Digest now, Optional<String> problem) {}

  /** Moves the locks of a repository to what their names mean now. */
  public List<Update> update(String repository) {
    var updates = new ArrayList<Update>();
    for (BaseLocks.Lock lock : locks.list(repository)) {
      var request =
          new BaseImages.Request(
              lock.reference(),
              BasePolicy.REFRESH,
              Position.of(lock.reference().familiar()),
              builder,
              Optional.of(repository),
              notice -> {});
      updates.add(
          switch (registry.look(request, "")) {
            case ImageSource.Answer.Found found ->
                new Update(lock, found.manifest().digest(), Optional.empty());
            case ImageSource.Answer.Missing(String reason) ->
                new Update(lock, lock.manifest().digest(), Optional.of(reason));
          });
    }
    return updates;
  }
}
