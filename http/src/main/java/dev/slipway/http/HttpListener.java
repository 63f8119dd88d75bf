package dev.slipway.http;

import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A listening port that serves route sets. */
public interface HttpListener extends AutoCloseable {
  /** Where it listens, with the real port when 0 was asked for. */
  InetSocketAddress address();

  /** Stops accepting, lets running requests end for a moment, closes. */
  @Override
  void close();

  /** What to listen on. */
  record Settings(InetSocketAddress address, Optional<SSLContext> tls) {}
}
