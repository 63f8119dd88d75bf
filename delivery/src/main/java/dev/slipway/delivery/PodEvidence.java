package dev.slipway.delivery;

import java.util.List;

/** Port: what a pod says, while it is there. */
public interface PodEvidence {
  /** The last lines of a container's log, of its run before when the present one says nothing. */
  List<String> log(String namespace, String pod, String container, int lines);

  /** What happened to the pod, oldest first, one line each. */
  List<String> events(String namespace, String pod);
}
