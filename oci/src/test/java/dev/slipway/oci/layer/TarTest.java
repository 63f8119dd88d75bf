package dev.slipway.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.oci.layer.TarEntry.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarTest {
  private static final byte[] NO_TEXT = {(byte) 0xff, (byte) 0xfe, 'x'};

  private record Read(TarEntry entry, byte[] content) {}

  @Test
  void whatIsWrittenIsRead() throws IOException {
    var entries =
        List.of(
            new TarEntry(
                bytes("dir/"),
                Kind.DIRECTORY,
                01777,
                3_000_000,
                -1,
                0,
                -2,
                500_000_000,
                new byte[0],
                0,
                0,
                Map.of("user.x", NO_TEXT)),
            TarEntry.of(bytes("a/".repeat(200) + "long"), Kind.FILE, 04755, 3)
                .withAttributes(
                    Map.of("security.capability", new byte[] {1, 0, 0, 2, (byte) 0x80})),
            TarEntry.of(bytes("p".repeat(120) + "/" + "n".repeat(100)), Kind.FILE, 0644, 0),
            TarEntry.of(NO_TEXT, Kind.FILE, 0644, 1).withTime(1_700_000_000, 123_456_789),
            TarEntry.of(bytes("größe"), Kind.FILE, 0644, 512).withTime(Integer.MAX_VALUE * 9L, 0),
            TarEntry.link(bytes("link"), Kind.SYMBOLIC_LINK, bytes("t".repeat(300))),
            TarEntry.link(bytes("hard"), Kind.HARD_LINK, bytes("größe")).withOwner(1, 2),
            TarEntry.of(bytes("fifo"), Kind.FIFO, 0600, 0),
            new TarEntry(
                bytes("dev"),
                Kind.CHARACTER_DEVICE,
                0,
                0,
                0,
                0,
                0,
                0,
                new byte[0],
                10,
                300,
                Map.of()));
    assertThat(readAll(write(entries)))
        .usingRecursiveComparison()
        .isEqualTo(entries.stream().map(e -> new Read(e, content(e))).toList());
  }

  @Test
  void equalEntriesMakeEqualBytes() throws IOException {
    var attributes = Map.of("user.b", bytes("2"), "user.a", bytes("1"));
    var entry = TarEntry.of(bytes("x"), Kind.FILE, 0644, 3).withAttributes(attributes);
    assertThat(write(List.of(entry))).isEqualTo(write(List.of(entry)));
    assertThat(write(List.of())).isEqualTo(new byte[1024]);
  }

  @Test
  void randomEntriesSurvive() throws IOException {
    var random = new Random(7);
    for (int round = 0; round < 300; round++) {
      byte[] name = new byte[1 + random.nextInt(400)];
      for (int i = 0; i < name.length; i++) {
        int kind = random.nextInt(20);
        name[i] = (byte) (kind == 0 ? '/' : kind == 1 ? 128 + random.nextInt(128) : 'a' + kind);
      }
      name[name.length - 1] = 'z';
      byte[] value = new byte[random.nextInt(300)];
      random.nextBytes(value);
      var entry =
          TarEntry.of(name, Kind.FILE, random.nextInt(010000), random.nextInt(2000))
              .withTime(random.nextLong(-1L << 33, 1L << 40), random.nextInt(1_000_000_000))
              .withOwner(random.nextInt(), random.nextInt())
              .withAttributes(Map.of("user.r", value));
      assertThat(readAll(write(List.of(entry))))
          .usingRecursiveComparison()
          .isEqualTo(List.of(new Read(entry, content(entry))));
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "1,500000000,1.5", "-2,500000000,-1.5", "-1,999999999,-0.000000001"})
  void timesAreDecimalSeconds(long seconds, int nanos, String text) throws IOException {
    assertThat(PaxRecords.time(seconds, nanos)).isEqualTo(text);
    var records = new PaxRecords();
    records.putTime("mtime", seconds, nanos);
    assertThat(PaxRecords.parse(records.toBytes()).time("mtime"))
        .contains(new long[] {seconds, nanos});
  }

  @ParameterizedTest
  @ValueSource(strings = {"5 a=b\n", "99 a=b\n", "6 a b\n", "x a=b\n", "6 a=bb", "-6 a=b\n"})
  void damagedPaxHeadersAreRefused(String records) {
    assertThatThrownBy(() -> PaxRecords.parse(bytes(records))).isInstanceOf(TarException.class);
  }

  @Test
  void aTarThatEndsEarlyOrIsNoneIsRefused() throws IOException {
    byte[] whole = write(List.of(TarEntry.of(bytes("x"), Kind.FILE, 0644, 3000)));
    assertThatThrownBy(() -> readAll(Arrays.copyOf(whole, 700))).isInstanceOf(TarException.class);
    assertThatThrownBy(() -> readAll(Arrays.copyOf(whole, 100))).isInstanceOf(TarException.class);
    byte[] noise = new byte[2048];
    new Random(3).nextBytes(noise);
    assertThatThrownBy(() -> readAll(noise)).hasMessageContaining("checksum");
    assertThat(readAll(new byte[0])).isEmpty();
  }

  @Test
  void contentOfAnotherLengthIsRefused() {
    var tar = new TarWriter(new ByteArrayOutputStream());
    var entry = TarEntry.of(bytes("x"), Kind.FILE, 0644, 3);
    for (int length : new int[] {2, 4}) {
      assertThatThrownBy(() -> tar.put(entry, new ByteArrayInputStream(new byte[length])))
          .isInstanceOf(TarException.class)
          .hasMessageContaining("changed");
    }
  }

  private static byte[] write(List<TarEntry> entries) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarWriter(out)) {
      for (TarEntry entry : entries) {
        tar.put(entry, new ByteArrayInputStream(content(entry)));
      }
    }
    return out.toByteArray();
  }

  private static byte[] content(TarEntry entry) {
    byte[] content = new byte[(int) entry.size()];
    Arrays.fill(content, (byte) 'c');
    return content;
  }

  private static List<Read> readAll(byte[] tar) throws IOException {
    var reader = new TarReader(new ByteArrayInputStream(tar));
    var all = new ArrayList<Read>();
    for (Optional<TarEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
      all.add(new Read(e.get(), reader.content().readAllBytes()));
    }
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
