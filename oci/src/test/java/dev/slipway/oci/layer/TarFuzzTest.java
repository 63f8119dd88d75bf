package dev.slipway.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Any bytes are a tar or refused as one; what is read of them can be written and read again.
 * Ordinary runs try the inputs kept beside the resources.
 */
class TarFuzzTest {
  private static final int MOST_CONTENT = 1 << 20;

  @FuzzTest
  void reader(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    var copy = new TarWriter(out);
    int entries = 0;
    try {
      var tar = new TarReader(new ByteArrayInputStream(bytes));
      for (Optional<TarEntry> e = tar.next(); e.isPresent(); e = tar.next()) {
        if (e.get().size() > MOST_CONTENT) {
          return;
        }
        byte[] content = tar.content().readAllBytes();
        if (content.length == e.get().size()) {
          copy.put(e.get(), new ByteArrayInputStream(content));
          entries++;
        }
      }
    } catch (IOException e) {
      // Refused: what came before stays to be looked at.
      assertThat(e.getMessage()).isNotBlank();
    }
    copy.finish();
    requireEntries(out.toByteArray(), entries);
  }

  private static void requireEntries(byte[] copy, int expected) throws IOException {
    var tar = new TarReader(new ByteArrayInputStream(copy));
    int entries = 0;
    while (tar.next().isPresent()) {
      entries++;
    }
    assertThat(entries).isEqualTo(expected);
  }

  @FuzzTest
  void decompressor(byte[] bytes) {
    try (InputStream in = Compressors.decompress(new ByteArrayInputStream(bytes))) {
      in.skipNBytes(Math.min(MOST_CONTENT, Math.max(0, in.available())));
    } catch (IOException e) {
      // Bytes that begin as an archive does and go on otherwise.
      assertThat(e).isInstanceOf(IOException.class);
    }
  }
}
