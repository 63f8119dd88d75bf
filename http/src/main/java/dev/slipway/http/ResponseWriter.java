package dev.slipway.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/** Writes a {@link Response} to Jetty; blocks while the client is slow. */
final class ResponseWriter {
  // Jetty's own file handler maps files into memory, which a registry of gigabytes cannot afford.
  private static final int CHUNK = 128 << 10;

  private ResponseWriter() {}

  static void write(Response response, Method method, org.eclipse.jetty.server.Response jetty)
      throws IOException {
    jetty.setStatus(response.status());
    for (Map.Entry<String, String> header : response.headers().entries()) {
      jetty.getHeaders().add(new HttpField(header.getKey(), header.getValue()));
    }
    boolean bodyless = method == Method.HEAD;
    switch (response) {
      case Response.Bytes(int status, Headers headers, byte[] body) -> {
        if (status != 204 && status != 304) {
          jetty.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        }
        Content.Sink.write(jetty, true, bodyless ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body));
      }
      case Response.LengthOnly(int status, Headers headers, long length) -> {
        jetty.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        Content.Sink.write(jetty, true, ByteBuffer.allocate(0));
      }
      case Response.FileRange range -> {
        jetty.getHeaders().put(HttpHeader.CONTENT_LENGTH, range.length());
        if (bodyless) {
          Content.Sink.write(jetty, true, ByteBuffer.allocate(0));
        } else {
          copy(range, jetty);
        }
      }
      case Response.Streaming(int status, Headers headers, Response.Body body) -> {
        if (bodyless) {
          Content.Sink.write(jetty, true, ByteBuffer.allocate(0));
        } else {
          try (OutputStream out =
              new BufferedOutputStream(Content.Sink.asOutputStream(jetty), 16 << 10)) {
            // The status and headers go out at once: a watch may have nothing to say for minutes.
            out.flush();
            body.writeTo(out);
          }
        }
      }
      case Response.WebSocket _, Response.Upgrade _ ->
          throw new IllegalStateException("an upgrade is not written as a response");
    }
  }

  private static void copy(Response.FileRange range, org.eclipse.jetty.server.Response jetty)
      throws IOException {
    try (FileChannel file = FileChannel.open(range.file(), StandardOpenOption.READ)) {
      var buffer = ByteBuffer.allocateDirect((int) Math.min(CHUNK, Math.max(1, range.length())));
      long left = range.length();
      long position = range.offset();
      do {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        while (buffer.hasRemaining()) {
          int n = file.read(buffer, position);
          if (n < 0) {
            throw new IOException(range.file() + " is shorter than the range asked for");
          }
          position += n;
          left -= n;
        }
        buffer.flip();
        Content.Sink.write(jetty, left == 0, buffer);
      } while (left > 0);
    }
  }
}
