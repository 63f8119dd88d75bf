package dev.slipway.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressorsTest {
  private static final int BLOCK = 1 << 20;

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 1000, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 5 * BLOCK + 12345, 9 * BLOCK})
  void gzipDependsOnTheInputAlone(int size) throws IOException {
    byte[] input = text(size);
    byte[] alone = gzip(input, 1, size + 1);
    assertThat(gzip(input, 3, 777)).isEqualTo(alone);
    assertThat(gzip(input, 8, 1 << 16)).isEqualTo(alone);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(alone)).readAllBytes())
        .isEqualTo(input);
  }

  @Test
  void gzipCarriesTheDictionaryOverBlocks() throws IOException {
    byte[] noise = new byte[20_000];
    new Random(1).nextBytes(noise);
    byte[] input = new byte[2 * BLOCK];
    for (int i = 0; i < input.length; i += noise.length) {
      System.arraycopy(noise, 0, input, i, Math.min(noise.length, input.length - i));
    }
    // Without what came before, the second block would have to hold the noise again.
    int once = gzip(Arrays.copyOf(input, BLOCK), 1, BLOCK).length;
    assertThat(gzip(input, 1, BLOCK).length).isLessThan(2 * once - 10_000);
  }

  /** Blocks that are stored and blocks that are not, in one stream. */
  @Test
  void noiseBesideTextIsReadBack() throws IOException {
    byte[] input = new byte[5 * BLOCK + 12_345];
    var random = new Random(3);
    random.nextBytes(input);
    Arrays.fill(input, BLOCK - 50_000, BLOCK + 70_000, (byte) 'x');
    Arrays.fill(input, 3 * BLOCK, 4 * BLOCK, (byte) 'y');
    byte[] packed = gzip(input, 2, 77_777);
    assertThat(packed.length).isLessThan(4 * BLOCK + 50_000);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
        .isEqualTo(input);
    assertThat(gzip(input, 1, 1 << 16)).isEqualTo(packed);
  }

  /** Base64 and numbers of floating point hold no repetitions, only some bytes more than others. */
  @Test
  void bytesOfUnevenFrequencyAreReadBackAndSmallerThanByMatching() throws IOException {
    byte[] input = new byte[4 * BLOCK + 100_000];
    var random = new Random(5);
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (' ' + random.nextInt(64));
    }
    Arrays.fill(input, BLOCK, 2 * BLOCK, (byte) 'z');
    byte[] packed = gzip(input, 2, 77_777);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
        .isEqualTo(input);
    assertThat(gzip(input, 1, 1 << 16)).isEqualTo(packed);
    // Six of eight bits, and next to nothing for what chance matches would cost.
    assertThat(packed.length).isBetween(3 * BLOCK * 3 / 4, 3 * BLOCK * 151 / 200 + 80_000);
  }

  @Test
  void codesBlocksByWhatIsInThem() {
    var random = new Random(6);
    byte[] noise = new byte[BLOCK];
    random.nextBytes(noise);
    byte[] uneven = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      uneven[i] = (byte) (' ' + random.nextInt(64));
    }
    byte[] repeating = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      repeating[i] = noise[i % 20_000];
    }
    assertThat(BlockCoding.of(noise, BLOCK)).isEqualTo(BlockCoding.STORED);
    assertThat(BlockCoding.of(uneven, BLOCK)).isEqualTo(BlockCoding.FREQUENCIES);
    assertThat(BlockCoding.of(repeating, BLOCK)).isEqualTo(BlockCoding.MATCHED);
    assertThat(BlockCoding.of(text(BLOCK), BLOCK)).isEqualTo(BlockCoding.MATCHED);
    assertThat(BlockCoding.of(noise, 1000)).isEqualTo(BlockCoding.MATCHED);
  }

  @Test
  void incompressibleInputGrowsALittleOnly() throws IOException {
    byte[] noise = new byte[3 * BLOCK];
    new Random(2).nextBytes(noise);
    byte[] packed = gzip(noise, 2, 100_000);
    assertThat(packed.length).isLessThan(noise.length + noise.length / 1000);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
        .isEqualTo(noise);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCompressedIsRecognised(Compression compression) throws IOException {
    byte[] input = text(3 * BLOCK);
    var out = new ByteArrayOutputStream();
    try (var packing = Compressors.compress(out, Packing.of(compression))) {
      packing.write(input);
    }
    assertThat(Compressors.decompress(new ByteArrayInputStream(out.toByteArray())).readAllBytes())
        .isEqualTo(input);
  }

  @ParameterizedTest
  @EnumSource
  void everyLevelIsReadBackAndTheHighestIsTheSmallest(Compression compression) throws IOException {
    byte[] input = text(compression == Compression.ZSTD ? 200_000 : BLOCK + 12_345);
    var sizes = new ArrayList<Integer>();
    for (int level = 0; level <= compression.highestLevel(); level++) {
      var packing = new Packing(compression, Optional.of(level));
      byte[] packed = packed(input, packing, input.length);
      assertThat(packed(input, packing, 7777)).isEqualTo(packed);
      assertThat(Compressors.decompress(new ByteArrayInputStream(packed)).readAllBytes())
          .isEqualTo(input);
      sizes.add(packed.length);
    }
    assertThat(sizes.getLast()).isEqualTo(Collections.min(sizes));
    assertThat(new HashSet<>(sizes).size()).isGreaterThanOrEqualTo(sizes.size() / 2);
  }

  @Test
  void thereAreNoOtherLevels() {
    assertThatThrownBy(() -> new Packing(Compression.GZIP, Optional.of(10)))
        .hasMessageContaining("no level 10");
    assertThatThrownBy(() -> new Packing(Compression.ZSTD, Optional.of(-1)))
        .hasMessageContaining("no level -1");
  }

  private static byte[] packed(byte[] input, Packing packing, int piece) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var stream = Compressors.compress(out, packing)) {
      for (int at = 0; at < input.length; at += piece) {
        stream.write(input, at, Math.min(piece, input.length - at));
      }
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] input, int workers, int piece) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new ParallelGzipStream(out, workers, ParallelGzipStream.LEVEL)) {
      for (int at = 0; at < input.length; at += piece) {
        gzip.write(input, at, Math.min(piece, input.length - at));
      }
    }
    return out.toByteArray();
  }

  private static byte[] text(int size) {
    var random = new Random(size);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ('a' + (random.nextInt(4) * random.nextInt(6)));
    }
    return bytes;
  }
}
