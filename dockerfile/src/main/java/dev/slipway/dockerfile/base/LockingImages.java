package dev.slipway.dockerfile.base;

import dev.slipway.dockerfile.base.BaseImages.Request;
import dev.slipway.oci.Descriptor;
import java.time.Clock;

/** Locks the repository that is built to what another place answers. */
public final class LockingImages implements ImageSource {
  private final ImageSource place;
  private final BaseLocks locks;
  private final Kind kind;
  private final Clock clock;

  /** What the other place is. */
  public enum Kind {
    /** A registry. */
    REGISTRY,
    /** Names known here: of what was pulled, and of what was built here, which is not locked. */
    NAMES
  }

  public LockingImages(ImageSource place, BaseLocks locks, Kind kind, Clock clock) {
    this.place = place;
    this.locks = locks;
    this.kind = kind;
    this.clock = clock;
  }

  @Override
  public Answer look(Request request, String reasons) {
    Answer answer = place.look(request, reasons);
    if (answer instanceof Answer.Found found && request.reference().digest().isEmpty()) {
      note(request, found.manifest());
    }
    return answer;
  }

  private void note(Request request, Descriptor manifest) {
    var reference = request.reference();
    boolean pulled =
        switch (kind) {
          case REGISTRY -> {
            locks.pulled(reference, manifest, clock.instant());
            yield true;
          }
          case NAMES -> locks.isPulled(reference, manifest.digest());
        };
    if (pulled) {
      request.repository().ifPresent(r -> locks.put(r, reference, manifest, clock.instant()));
    }
  }
}
