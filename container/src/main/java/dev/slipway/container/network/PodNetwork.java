package dev.slipway.container.network;

import dev.slipway.container.NetworkMode;
import dev.slipway.posix.ProcessIdentity;
import java.net.Inet4Address;
import java.nio.file.Path;

/**
 * A network namespace connected to the instance's bridge: for one pod or one run.
 *
 * @param id as given to {@link Networks#create}
 * @param address its own
 * @param holder the process that keeps it
 * @param cable the host's end of its connection
 */
public record PodNetwork(String id, Inet4Address address, ProcessIdentity holder, String cable) {
  /** The namespace, as {@code setns} and runtimes want it. */
  public Path namespace() {
    return Path.of("/proc", Long.toString(holder.pid()), "ns/net");
  }

  public NetworkMode mode() {
    return NetworkMode.joined(namespace());
  }
}
