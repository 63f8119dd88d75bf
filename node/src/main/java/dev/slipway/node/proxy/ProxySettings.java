package dev.slipway.node.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where the proxies listen.
 *
 * @param ingress for HTTP requests; port 0 takes a free one
 */
public record ProxySettings(InetSocketAddress ingress) {
  /** This port, on loopback. */
  public static ProxySettings onPort(int port) {
    return new ProxySettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }
}
