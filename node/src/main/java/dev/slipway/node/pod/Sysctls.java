package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's settings that a pod asks for. As with a kubelet that allows no others, only those
 * are given that change nothing for anybody else; a pod that asks for more fails at once.
 */
final class Sysctls {
  /** Those that Kubernetes calls safe. */
  private static final Set<String> SAFE =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ping_group_range",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.tcp_wmem");

  private Sysctls() {}

  /** By name, written with dots. */
  static Map<String, String> of(KubeObject pod) {
    var all = new LinkedHashMap<String, String>();
    pod.spec()
        .path("securityContext")
        .path("sysctls")
        .forEach(s ->
            all.put(s.path("name").asString("").replace('/', '.'), s.path("value").asString("")));
    return all;
  }

  /** Why a pod cannot be run; empty when nothing it asks for is forbidden. */
  static Optional<PodBoard.Failure> problem(KubeObject pod) {
    boolean onHost = pod.spec().path("hostNetwork").asBoolean(false);
    for (String name : of(pod).keySet()) {
      if (!SAFE.contains(name)) {
        return Optional.of(forbidden(name, "not allowlisted"));
      }
      if (onHost && name.startsWith("net.")) {
        return Optional.of(forbidden(name, "not allowed with host net enabled"));
      }
    }
    return Optional.empty();
  }

  private static PodBoard.Failure forbidden(String name, String why) {
    return new PodBoard.Failure(
        PodBoard.Failure.SYSCTL_FORBIDDEN, "forbidden sysctl: \"" + name + "\" " + why);
  }
}
