package dev.slipway.node.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.http.message.Framing;
import dev.slipway.http.message.HttpProblem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageScannerTest {
  private static final List<String> MESSAGES =
      List.of(
          "GET /a HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n\r\n\r\n1",
          String.join(
              "\r\n",
              "POST /c HTTP/1.1",
              "Host: a",
              "Transfer-Encoding: chunked",
              "",
              "a;x=\"1\"",
              "0123456789",
              "0",
              "Trailer: t",
              "",
              ""),
          "PUT /d HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

  /** Where messages end, when the bytes come in pieces of this size. */
  private static List<Integer> ends(byte[] bytes, int size) throws HttpProblem {
    var scanner = new MessageScanner();
    var ends = new ArrayList<Integer>();
    for (int from = 0; from < bytes.length; from += size) {
      int to = Math.min(bytes.length, from + size);
      for (int at = from; at < to; ) {
        at = scanner.next(bytes, at, to);
        if (scanner.isHeadComplete()) {
          RequestHead head = RequestHead.parse(scanner.head());
          scanner.body(Framing.ofRequest(head.version(), head.fields()));
        }
        if (scanner.isBetween()) {
          ends.add(at);
        }
      }
    }
    return ends;
  }

  @Test
  void findsTheEndsOfMessagesHoweverTheyCome() throws Exception {
    byte[] all = String.join("", MESSAGES).getBytes(ISO_8859_1);
    var expected = new ArrayList<Integer>();
    int end = 0;
    for (String message : MESSAGES) {
      end += message.length();
      expected.add(end);
    }

    for (int size = 1; size <= all.length; size++) {
      assertThat(ends(all, size)).as("in pieces of %d", size).isEqualTo(expected);
    }
  }

  @Test
  void saysWhatItCannotFollow() {
    var endless = new byte[100 << 10];
    java.util.Arrays.fill(endless, (byte) 'a');
    assertThatThrownBy(() -> new MessageScanner().next(endless, 0, endless.length))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("64 KiB");

    byte[] chunked =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
            .getBytes(ISO_8859_1);
    assertThatThrownBy(() -> ends(chunked, chunked.length)).hasMessageContaining("chunk size");
  }
}
