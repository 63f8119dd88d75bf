package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import java.util.Optional;

/** What a pod's machine is called, inside and by others. */
final class PodHostname {
  /** What a name in the domain name system may have, and what the kernel keeps of a host's. */
  private static final int LONGEST_LABEL = 63;

  private static final int LONGEST_HOST = 64;

  private PodHostname() {}

  /** The first part alone; names of pods may be longer than a host's and are cut, as there. */
  static String label(KubeObject pod) {
    String name = pod.spec().path("hostname").asString(pod.name());
    return name.length() > LONGEST_LABEL
        ? name.substring(0, LONGEST_LABEL).replaceFirst("[-.]+$", "")
        : name;
  }

  /** Below the domain of its Service; empty when it names none. */
  static Optional<String> full(KubeObject pod) {
    String subdomain = pod.spec().path("subdomain").asString("");
    return subdomain.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s.%s.%s.svc.cluster.local".formatted(label(pod), subdomain, pod.namespace()));
  }

  /** What {@code hostname} says in the pod. */
  static String own(KubeObject pod) {
    return wantsFull(pod) ? full(pod).orElse(label(pod)) : label(pod);
  }

  private static boolean wantsFull(KubeObject pod) {
    return pod.spec().path("setHostnameAsFQDN").asBoolean(false);
  }

  /** Why the kernel would not take it, in the kubelet's words; empty when it does. */
  static Optional<String> problem(KubeObject pod) {
    String name = own(pod);
    return name.length() <= LONGEST_HOST
        ? Optional.empty()
        : Optional.of(
            "Failed to construct FQDN from Pod hostname and cluster domain, FQDN %s is too long (%d characters is the max, %d characters requested)"
                .formatted(name, LONGEST_HOST, name.length()));
  }
}
