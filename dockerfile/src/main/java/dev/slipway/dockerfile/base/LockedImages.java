package dev.slipway.dockerfile.base;

import dev.slipway.base.InputException;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.ImageNames;
import java.util.Optional;

/** What names mean to the repository that is built, where they are locked. */
public final class LockedImages implements ImageSource {
  private final BaseLocks locks;
  private final ImageNames names;
  private final BlobStore blobs;
  private final ImageSource registry;

  /**
   * @param registry where a locked image is had from when it is no longer here
   */
  public LockedImages(BaseLocks locks, ImageNames names, BlobStore blobs, ImageSource registry) {
    this.locks = locks;
    this.names = names;
    this.blobs = blobs;
    this.registry = registry;
  }

  @Override
  public Answer look(BaseImages.Request request, String reasons) {
    Optional<BaseLocks.Lock> lock =
        request.reference().digest().isPresent() || isBuiltHere(request)
            ? Optional.empty()
            : request.repository().flatMap(r -> locks.find(r, request.reference()));
    return lock.map(found -> answer(request, found)).orElseGet(() -> new Answer.Missing(""));
  }

  /** Whoever builds an image under the same name wants to use it. */
  private boolean isBuiltHere(BaseImages.Request request) {
    return names
        .find(request.reference())
        .filter(entry -> !locks.isPulled(request.reference(), entry.manifest().digest()))
        .isPresent();
  }

  private Answer answer(BaseImages.Request request, BaseLocks.Lock lock) {
    var digest = lock.manifest().digest();
    if (blobs.has(digest)) {
      return new Answer.Found(lock.manifest(), Optional.empty());
    }
    var exact = request.at(lock.reference().withDigest(digest));
    return switch (registry.look(exact, "")) {
      case Answer.Found found -> found;
      case Answer.Missing(String reason) ->
          throw new InputException(
              request.position(),
              "this repository is locked to "
                  + request.reference().familiar()
                  + "@"
                  + digest
                  + ", which cannot be had: "
                  + reason,
              "take what the registry has now with --pull or 'slipway update-bases'");
    };
  }
}
