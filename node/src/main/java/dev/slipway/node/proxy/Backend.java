package dev.slipway.node.proxy;

import java.net.InetSocketAddress;

/**
 * Where a Service leads.
 *
 * @param address the pod's IPv4 address
 */
record Backend(String address, int port) {
  InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, port);
  }

  @Override
  public String toString() {
    return address + ":" + port;
  }
}
