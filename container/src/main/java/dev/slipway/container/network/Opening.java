package dev.slipway.container.network;

import java.net.Inet4Address;

/**
 * A place on this machine that containers may reach; all others are closed to them.
 *
 * @param address one of the bridge's or a service address
 * @param port of the listener there
 */
public record Opening(Inet4Address address, Protocol protocol, int port) {
  /** Transport protocols, named as the firewall names them. */
  public enum Protocol {
    TCP,
    UDP
  }

  public Opening {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port);
    }
  }
}
