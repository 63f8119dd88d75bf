package dev.slipway.runner.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderStreamTest {
  private static final String STREAM =
      "out\1put\n\1non\1\1nonce:x\n\1nonce:1234567\n\1nonce:0\nnext\1nonce:137\n\1nonce:7\nrest\1nonc";

  private static List<String> read(byte[] bytes, int... cuts) {
    var found = new ArrayList<String>();
    var output = new ByteArrayOutputStream();
    var receiver =
        new OrderStream.Receiver() {
          @Override
          public void output(byte[] chunk, int from, int to) {
            output.write(chunk, from, to - from);
          }

          @Override
          public void ended(int exit) {
            found.add(output.toString(StandardCharsets.UTF_8));
            output.reset();
            found.add(Integer.toString(exit));
          }
        };
    var stream = new OrderStream("nonce");
    int from = 0;
    for (int cut : cuts) {
      stream.accept(Arrays.copyOfRange(bytes, from, cut), receiver);
      from = cut;
    }
    stream.accept(Arrays.copyOfRange(bytes, from, bytes.length), receiver);
    found.add(output.toString(StandardCharsets.UTF_8));
    return found;
  }

  @Test
  void findsTheMarksWhereverTheStreamIsCut() {
    byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
    var expected =
        List.of(
            "out\1put\n\1non\1\1nonce:x\n\1nonce:1234567\n", "0", "next", "137", "", "7", "rest");
    assertThat(read(bytes)).isEqualTo(expected);
    for (int i = 0; i <= bytes.length; i++) {
      assertThat(read(bytes, i)).as("cut at %d", i).isEqualTo(expected);
    }
    var random = new Random(42);
    for (int round = 0; round < 200; round++) {
      int[] cuts = random.ints(5, 0, bytes.length + 1).sorted().toArray();
      assertThat(read(bytes, cuts)).isEqualTo(expected);
    }
    int[] every = new int[bytes.length];
    Arrays.setAll(every, i -> i);
    assertThat(read(bytes, every)).isEqualTo(expected);
  }

  @Test
  void splitsLinesOfAnyLength() {
    var lines = new ArrayList<String>();
    var splitter = new LineSplitter(lines::add);
    byte[] text = ("a\r\n\nü" + "é".repeat(70_000) + "\nend").getBytes(StandardCharsets.UTF_8);
    for (byte b : text) {
      splitter.accept(new byte[] {b}, 0, 1);
    }
    splitter.finish();

    assertThat(String.join("", lines)).isEqualTo("aü" + "é".repeat(70_000) + "end");
    assertThat(lines).startsWith("a", "").endsWith("end").allMatch(l -> l.length() <= 65_536);
  }
}
