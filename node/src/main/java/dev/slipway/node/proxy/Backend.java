package dev.slipway.node.proxy;

import java.net.InetSocketAddress;

/**
 * Where a Service leads.
 *
 * @param address the pod's IPv4 address
 * @param version the hash of the template that the pod was made from; empty when it has none
 */
record Backend(String address, int port, String version) {
  InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, port);
  }

  @Override
  public String toString() {
    return address + ":" + port;
  }
}
