package dev.slipway.container.network;

import java.util.Optional;

/** Names that this instance answers itself, such as those of a cluster's Services. */
@FunctionalInterface
public interface LocalNames {
  /** Answers nothing. */
  LocalNames NONE = (query, transport) -> Optional.empty();

  /**
   * The answer to a query; empty when the machine's servers are to be asked.
   *
   * @param query a message of RFC 1035, which may be malformed
   */
  Optional<byte[]> answer(byte[] query, Transport transport);

  /** What carries an answer: a datagram bounds its length. */
  enum Transport {
    DATAGRAM,
    STREAM
  }
}
