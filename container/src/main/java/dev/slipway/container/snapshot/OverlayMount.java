package dev.slipway.container.snapshot;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Errno;
import dev.slipway.posix.Handle;
import dev.slipway.posix.Mounts;
import dev.slipway.posix.PosixException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts layers on top of each other with overlayfs.
 *
 * <p>Options that would make an upper directory mean something only to the kernel that wrote it
 * (redirects, metadata-only copies, an index) are off: an upper directory becomes a layer.
 */
final class OverlayMount {
  private static final int PAGE = 4096;
  private static final String PLAIN = "redirect_dir=off,metacopy=off,index=off";

  /** What happens to writes when the machine goes down. */
  enum Durability {
    /** fsync(2) means what it says. */
    DURABLE,
    /** fsync(2) does nothing: for what is thrown away after a crash. Needs Linux 5.10. */
    VOLATILE
  }

  /** Where changes go: the directory for them and one for the kernel, on one file system. */
  record Writable(Path upper, Path work, Durability durability) {}

  private final List<Path> lowers;
  private final Optional<Writable> writable;

  /**
   * @param lowers from top to bottom, at least one
   */
  OverlayMount(List<Path> lowers, Optional<Writable> writable) {
    this.lowers = List.copyOf(lowers);
    this.writable = writable;
  }

  void at(Path target) {
    try {
      if (isPlain()) {
        mount(target, options(lowers, writable));
      } else {
        mountByHandles(target);
      }
    } catch (PosixException e) {
      throw new SlipwayException(explain(e), e);
    }
  }

  /** Whether the paths fit into one page and hold no character with a meaning in mount options. */
  private boolean isPlain() {
    String options = options(lowers, writable);
    int special = (int) options.chars().filter(c -> c == ':' || c == '\\').count();
    int commas = (int) options.chars().filter(c -> c == ',').count();
    int expectedCommas =
        (int) options(List.of(), Optional.empty()).chars().filter(c -> c == ',').count();
    int writableCommas = writable.map(w -> w.durability() == Durability.VOLATILE ? 3 : 2).orElse(0);
    return special == lowers.size() - 1
        && commas == expectedCommas + writableCommas
        && options.getBytes(StandardCharsets.UTF_8).length < PAGE;
  }

  /** Open directories have short paths without surprises. */
  private void mountByHandles(Path target) throws PosixException {
    var handles = new ArrayList<Handle>();
    try {
      var shortLowers = new ArrayList<Path>();
      for (Path lower : lowers) {
        shortLowers.add(opened(handles, lower));
      }
      Optional<Writable> shortWritable = Optional.empty();
      if (writable.isPresent()) {
        Writable w = writable.get();
        shortWritable =
            Optional.of(
                new Writable(
                    opened(handles, w.upper()), opened(handles, w.work()), w.durability()));
      }
      String options = options(shortLowers, shortWritable);
      if (options.length() >= PAGE) {
        throw new SlipwayException(
            "a root filesystem of " + lowers.size() + " layers exceeds what the kernel can mount");
      }
      mount(target, options);
    } finally {
      for (Handle handle : handles) {
        handle.close();
      }
    }
  }

  private static Path opened(List<Handle> handles, Path path) throws PosixException {
    Handle handle = Handle.of(path);
    handles.add(handle);
    return handle.path();
  }

  private static void mount(Path target, String options) throws PosixException {
    Mounts.mount("overlay", target, "overlay", Set.of(), options);
  }

  private static String options(List<Path> lowers, Optional<Writable> writable) {
    String lower = lowers.stream().map(Path::toString).collect(Collectors.joining(":"));
    String options = PLAIN + ",lowerdir=" + lower;
    if (writable.isEmpty()) {
      return options;
    }
    Writable w = writable.get();
    String kept = w.durability() == Durability.VOLATILE ? ",volatile" : "";
    return options + ",upperdir=" + w.upper() + ",workdir=" + w.work() + kept;
  }

  private static String explain(PosixException e) {
    String message = "could not mount a root filesystem: " + e.getMessage();
    if (e.is(Errno.EINVAL)) {
      return message
          + ". The data directory must not be on an overlay or network file system itself; choose"
          + " one on a disk with --data";
    }
    if (e.is(Errno.ENODEV)) {
      return message + ". The kernel has no overlayfs: load the module \"overlay\"";
    }
    return e.is(Errno.EPERM) || e.is(Errno.EACCES) ? message + ". This needs root" : message;
  }
}
