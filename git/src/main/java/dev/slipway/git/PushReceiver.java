package dev.slipway.git;

import java.util.List;
import java.util.Map;

/** What decides about a push, and what follows from it. */
public interface PushReceiver {
  /**
   * Examines a push whose objects have arrived and whose refs have not moved yet.
   *
   * @param options as given with {@code git push -o}
   * @param progress shows lines to the one who pushes
   * @return why refs may not move, by ref; refs without a reason move
   */
  Map<String, String> refusals(List<RefChange> changes, List<String> options, PushOutput progress);

  /**
   * Is told of the refs that have moved, durably. Whatever happens here, the push has happened; the
   * one who pushes sees the lines as long as this takes, or has gone.
   */
  void moved(List<RefChange> changes, List<String> options, PushOutput progress);
}
