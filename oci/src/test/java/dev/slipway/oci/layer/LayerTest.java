package dev.slipway.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.oci.DigestMismatchException;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.TarEntry.Kind;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.FileNames;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerTest {
  // cap_net_bind_service=ep, as setcap(8) stores it: not UTF-8.
  private static final byte[] CAPABILITY =
      HexFormat.of().parseHex("0100000200040000000000000000000000000080");

  @TempDir Path directory;
  private BlobStore blobs;
  private Path upper;
  private Path unpacked;

  @BeforeAll
  static void needsRoot() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "layers with owners, devices and trusted attributes need root; skipped");
  }

  @BeforeEach
  void prepare() throws IOException {
    blobs = new BlobStore(directory.resolve("blobs"));
    upper = Files.createDirectory(directory.resolve("upper"));
    unpacked = Files.createDirectory(directory.resolve("unpacked"));
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryComesBackAsItWas(Compression compression) throws IOException {
    fillUpper();
    Layer layer = new LayerWriter(blobs, compression, Optional.empty()).write(upper);

    assertThat(layer.descriptor().mediaType()).isEqualTo(compression.mediaType());
    assertThat(blobs.size(layer.descriptor().digest())).isEqualTo(layer.descriptor().size());
    new LayerUnpacker(blobs).unpack(layer.descriptor(), layer.diffId(), unpacked, List.of());
    assertThat(describe(unpacked)).isEqualTo(describe(upper));
    assertThat(describe(unpacked)).hasSizeGreaterThan(12);
  }

  private void fillUpper() throws IOException {
    Path file = upper.resolve("bin/tool");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content");
    PosixFiles.lchown(file, 1234, 5678);
    PosixFiles.chmod(file, 06755);
    ExtendedAttributes.set(file, "security.capability", CAPABILITY);
    Files.createLink(upper.resolve("bin/zz"), file);
    PosixFiles.symlink(bytes("../../nowhere//x"), upper.resolve("bin/link"));
    PosixFiles.lchown(upper.resolve("bin/link"), 7, 8);
    Path odd = upper.resolve(FileNames.path(new byte[] {'o', (byte) 0xff, 'd'}));
    Files.write(odd, new byte[300_000]);
    Files.createDirectories(upper.resolve("d".repeat(200)).resolve("e".repeat(200)));
    PosixFiles.chmod(upper.resolve("d".repeat(200)), 01777);
    PosixFiles.makeNode(upper.resolve("null"), 0x2000 | 0666, 1, 3);
    PosixFiles.makeNode(upper.resolve("disk"), 0x6000 | 0660, 259, 70000);
    PosixFiles.makeFifo(upper.resolve("fifo"), 0640);
    PosixFiles.makeWhiteout(upper.resolve("bin/gone"));
    PosixFiles.makeWhiteout(upper.resolve("gone too"));
    Files.createDirectories(upper.resolve("fresh/sub"));
    Whiteouts.makeOpaque(upper.resolve("fresh"));
    Files.createFile(upper.resolve("fresh/file"));
    PosixFiles.setTimes(file, 1_700_000_000, 123_456_789);
    PosixFiles.setTimes(upper.resolve("bin/link"), -5, 1);
    PosixFiles.setTimes(upper.resolve("bin"), 1_600_000_000, 0);
  }

  @Test
  void equalDirectoriesMakeEqualLayers() throws IOException {
    fillUpper();
    var writer = new LayerWriter(blobs, Compression.GZIP, Optional.of(Instant.EPOCH));
    Layer first = writer.write(upper);
    PosixFiles.setTimes(upper.resolve("fifo"), 1_800_000_000, 5);
    assertThat(writer.write(upper)).isEqualTo(first);
    assertThat(new LayerWriter(blobs, Compression.ZSTD, Optional.of(Instant.EPOCH)).write(upper))
        .extracting(Layer::diffId)
        .isEqualTo(first.diffId());
  }

  @Test
  void timesAreCutOffAtTheGivenOne() throws IOException {
    Files.createFile(upper.resolve("late"));
    Files.createFile(upper.resolve("early"));
    PosixFiles.setTimes(upper.resolve("early"), 1000, 0);
    Layer layer =
        new LayerWriter(blobs, Compression.NONE, Optional.of(Instant.ofEpochSecond(2000, 7)))
            .write(upper);
    new LayerUnpacker(blobs).unpack(layer.descriptor(), layer.diffId(), unpacked, List.of());
    assertThat(PosixFiles.lstat(unpacked.resolve("late")).modified())
        .isEqualTo(Instant.ofEpochSecond(2000, 7));
    assertThat(PosixFiles.lstat(unpacked.resolve("early")).modified())
        .isEqualTo(Instant.ofEpochSecond(1000));
  }

  @Test
  void filesThatWouldBeReadAsWhiteoutsAreRefused() throws IOException {
    Files.createFile(upper.resolve(".wh.x"));
    var writer = new LayerWriter(blobs, Compression.GZIP, Optional.empty());
    assertThatThrownBy(() -> writer.write(upper)).hasMessageContaining(".wh.");
    assertThat(blobs.list()).isEmpty();
  }

  @Test
  void anotherDiffIdIsRefused() throws IOException {
    Files.createFile(upper.resolve("x"));
    Layer layer = new LayerWriter(blobs, Compression.GZIP, Optional.empty()).write(upper);
    assertThatThrownBy(() ->
            new LayerUnpacker(blobs)
                .unpack(layer.descriptor(), Digest.of(new byte[0]), unpacked, List.of()))
        .isInstanceOf(DigestMismatchException.class);
  }

  @ParameterizedTest
  @EnumSource
  void theDigestCoversPaddingWhereverABufferEnds(Compression compression) throws IOException {
    var random = new Random(11);
    for (int i = 0; i < 600; i++) {
      byte[] content = new byte[random.nextInt(4000)];
      random.nextBytes(content);
      Files.write(upper.resolve("file" + i), content);
    }
    Layer layer = new LayerWriter(blobs, compression, Optional.empty()).write(upper);
    new LayerUnpacker(blobs).unpack(layer.descriptor(), layer.diffId(), unpacked, List.of());
    assertThat(describe(unpacked)).isEqualTo(describe(upper));
  }

  @Test
  void whiteoutsHideWhatIsBelowAndNothingOfTheSameLayer() throws IOException {
    unpack(tar -> {
      put(tar, ".wh.below");
      put(tar, "file");
      put(tar, ".wh.file");
      put(tar, "dir/x");
      put(tar, ".wh.dir");
      put(tar, ".wh.later");
      put(tar, "later/y");
      put(tar, "opaque/.wh..wh..opq");
      put(tar, "opaque/z");
      put(tar, ".wh..wh.plnk");
    });
    assertThat(PosixFiles.lstat(unpacked.resolve("below")).isWhiteout()).isTrue();
    assertThat(PosixFiles.lstat(unpacked.resolve("file")).isWhiteout()).isFalse();
    assertThat(unpacked.resolve("dir/x")).exists();
    assertThat(Whiteouts.isOpaque(unpacked.resolve("dir"))).isTrue();
    assertThat(unpacked.resolve("later/y")).exists();
    assertThat(Whiteouts.isOpaque(unpacked.resolve("later"))).isTrue();
    assertThat(unpacked.resolve("opaque/z")).exists();
    assertThat(Whiteouts.isOpaque(unpacked.resolve("opaque"))).isTrue();
    assertThat(unpacked.resolve(".wh..wh.plnk")).doesNotExist();
  }

  @Test
  void parentsThatTheLayerDoesNotNameLookAsBelow() throws IOException {
    Path lower = Files.createDirectory(directory.resolve("lower"));
    Path app = Files.createDirectories(lower.resolve("app/data"));
    PosixFiles.lchown(app, 1000, 1001);
    PosixFiles.chmod(app, 0700);
    PosixFiles.setTimes(app, 12345, 678);
    unpack(tar -> put(tar, "app/data/x"), lower);
    FileStatus status = PosixFiles.lstat(unpacked.resolve("app/data"));
    assertThat(status.uid()).isEqualTo(1000);
    assertThat(status.gid()).isEqualTo(1001);
    assertThat(status.permissions()).isEqualTo(0700);
    assertThat(status.modified()).isEqualTo(Instant.ofEpochSecond(12345, 678));
  }

  @Test
  void linksOfLayersBelowAreFollowedInside() throws IOException {
    Path lower = Files.createDirectory(directory.resolve("lower"));
    Files.createDirectories(lower.resolve("usr/lib"));
    PosixFiles.symlink(bytes("usr/lib"), lower.resolve("lib"));
    PosixFiles.symlink(bytes("/../../lib"), lower.resolve("usr/up"));
    unpack(
        tar -> {
          put(tar, "lib/a.so");
          put(tar, "usr/up/b.so");
        },
        lower);
    assertThat(unpacked.resolve("usr/lib/a.so")).exists();
    assertThat(unpacked.resolve("usr/lib/b.so")).exists();
    assertThat(Files.exists(unpacked.resolve("lib"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(lower.resolve("usr/lib")).isEmptyDirectory();
  }

  @Test
  void hiddenDirectoriesOfLayersBelowDoNotShine() throws IOException {
    Path middle = Files.createDirectory(directory.resolve("middle"));
    Path lowest = Files.createDirectory(directory.resolve("lowest"));
    PosixFiles.makeWhiteout(middle.resolve("a"));
    Files.createDirectories(lowest.resolve("a"));
    PosixFiles.chmod(lowest.resolve("a"), 0711);
    unpack(tar -> put(tar, "a/x"), middle, lowest);
    assertThat(PosixFiles.lstat(unpacked.resolve("a")).permissions()).isEqualTo(0755);
  }

  @Test
  void hardLinksToFilesBelowBringThemUp() throws IOException {
    Path lower = Files.createDirectory(directory.resolve("lower"));
    Files.writeString(Files.createDirectory(lower.resolve("bin")).resolve("a"), "text");
    PosixFiles.chmod(lower.resolve("bin/a"), 04711);
    unpack(tar -> tar.put(TarEntry.link(bytes("bin/b"), Kind.HARD_LINK, bytes("/bin/a"))), lower);
    assertThat(unpacked.resolve("bin/b")).hasContent("text");
    assertThat(PosixFiles.lstat(unpacked.resolve("bin/b")).permissions()).isEqualTo(04711);
    assertThat(PosixFiles.lstat(unpacked.resolve("bin/b")).links()).isEqualTo(2);
  }

  @Test
  void laterEntriesReplaceEarlierOnes() throws IOException {
    unpack(
        tar -> {
          put(tar, "a/b/c");
          put(tar, "a");
          put(tar, "d");
          put(tar, "d/e");
        },
        "d is no directory");
    assertThat(Files.isRegularFile(unpacked.resolve("a"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/../evil", "a/..", ".wh...", "a/.wh.."})
  void namesThatLeadOutAreRefused(String name) {
    assertThatThrownBy(() -> unpack(tar -> put(tar, name))).isInstanceOf(TarException.class);
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void linksThatLeadOutStayInside() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    unpack(tar -> {
      tar.put(TarEntry.link(bytes("abs"), Kind.SYMBOLIC_LINK, bytes(outside.toString())));
      tar.put(TarEntry.link(bytes("up"), Kind.SYMBOLIC_LINK, bytes("../outside")));
      tar.put(TarEntry.link(bytes("over"), Kind.SYMBOLIC_LINK, bytes("/etc/passwd")));
      put(tar, "abs/one");
      put(tar, "up/two");
      put(tar, "over");
    });
    assertThat(outside).isEmptyDirectory();
    assertThat(unpacked.resolve("outside/two")).exists();
    assertThat(Files.isRegularFile(unpacked.resolve("over"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../outside", "missing", "", "dir"})
  void hardLinksToAnythingElseAreRefused(String target) {
    assertThatThrownBy(() ->
            unpack(tar -> {
              tar.put(TarEntry.of(bytes("dir/"), Kind.DIRECTORY, 0755, 0));
              tar.put(TarEntry.link(bytes("x"), Kind.HARD_LINK, bytes(target)));
            }))
        .isInstanceOf(TarException.class);
  }

  @Test
  void circlesOfLinksAreRefused() {
    assertThatThrownBy(() ->
            unpack(tar -> {
              tar.put(TarEntry.link(bytes("a"), Kind.SYMBOLIC_LINK, bytes("b")));
              tar.put(TarEntry.link(bytes("b"), Kind.SYMBOLIC_LINK, bytes("a")));
              put(tar, "a/x");
            }))
        .hasMessageContaining("too many links");
  }

  @Test
  void attributesOfOverlayfsAreNotTaken() throws IOException {
    unpack(tar ->
        tar.put(
            TarEntry.of(bytes("d/"), Kind.DIRECTORY, 0755, 0)
                .withAttributes(
                    Map.of("trusted.overlay.redirect", bytes("/etc"), "user.mine", bytes("1")))));
    assertThat(ExtendedAttributes.list(unpacked.resolve("d"))).containsExactly("user.mine");
  }

  private void unpack(LayerWriter.Source source, Path... lowers) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarWriter(out)) {
      source.writeTo(tar);
    }
    LayerUnpacker.unpack(new ByteArrayInputStream(out.toByteArray()), unpacked, List.of(lowers));
  }

  private void unpack(LayerWriter.Source source, String problem) {
    assertThatThrownBy(() -> unpack(source)).hasMessageContaining(problem);
  }

  private static void put(TarWriter tar, String name) throws IOException {
    tar.put(TarEntry.of(bytes(name), Kind.FILE, 0644, 0));
  }

  private static List<String> describe(Path root) throws IOException {
    var lines = new ArrayList<String>();
    var inodes = new ArrayList<Long>();
    DirectoryTree.walk(
        root,
        entry -> {
          FileStatus s = entry.status();
          if (!inodes.contains(s.inode())) {
            inodes.add(s.inode());
          }
          var line = new StringBuilder(HexFormat.of().formatHex(entry.relativeBytes()));
          line.append(
              " %o %d:%d %x %d.%d"
                  .formatted(
                      s.mode(),
                      s.uid(),
                      s.gid(),
                      s.deviceType(),
                      s.isWhiteout() ? 0 : s.seconds(),
                      s.isWhiteout() ? 0 : s.nanos()));
          line.append(" inode ").append(inodes.indexOf(s.inode()));
          for (String name : ExtendedAttributes.list(entry.path())) {
            line.append(' ').append(name).append('=');
            line.append(
                HexFormat.of().formatHex(ExtendedAttributes.get(entry.path(), name).orElseThrow()));
          }
          if (s.type() == FileStatus.Type.SYMBOLIC_LINK) {
            line.append(" -> ").append(HexFormat.of().formatHex(PosixFiles.readLink(entry.path())));
          } else if (s.type() == FileStatus.Type.REGULAR) {
            line.append(' ').append(Digest.of(Files.readAllBytes(entry.path())));
          }
          lines.add(line.toString());
          return DirectoryTree.Next.CONTINUE;
        });
    return lines;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
