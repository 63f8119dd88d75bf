package dev.slipway.http;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.compression.EncodingException;
import org.eclipse.jetty.http.compression.HuffmanDecoder;

/** Texts packed by the Huffman code of HTTP/2's header fields (RFC 7541, 5.2). */
public final class PackedText {
  private PackedText() {}

  /** What is packed in these bytes; empty when they are no whole text. */
  public static Optional<String> unpack(byte[] bytes) {
    var decoder = new HuffmanDecoder();
    decoder.setLength(bytes.length);
    try {
      return Optional.ofNullable(decoder.decode(ByteBuffer.wrap(bytes)));
    } catch (EncodingException e) {
      return Optional.empty();
    }
  }
}
