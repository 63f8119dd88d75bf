package dev.slipway.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount in a container, made before its process starts.
 *
 * @param target absolute, inside the container; made when it is not there
 * @param type as in {@code bind} or {@code tmpfs}
 * @param source what to mount: an absolute path of the host for binds
 * @param options as mount(8) spells them
 */
public record ContainerMount(Path target, String type, String source, List<String> options) {
  public ContainerMount {
    if (!target.isAbsolute()) {
      throw new IllegalArgumentException("the target of a mount must be absolute: " + target);
    }
    options = List.copyOf(options);
  }

  /** A file or directory of the host, writable. */
  public static ContainerMount bind(Path source, Path target) {
    return new ContainerMount(
        target, "bind", source.toAbsolutePath().toString(), List.of("rbind", "rprivate", "rw"));
  }

  /** A file or directory of the host, read-only. */
  public static ContainerMount bindReadOnly(Path source, Path target) {
    return new ContainerMount(
        target, "bind", source.toAbsolutePath().toString(), List.of("rbind", "rprivate", "ro"));
  }

  /**
   * Fresh memory, gone with the container.
   *
   * @param options such as {@code size=64m} or {@code mode=1777}
   */
  public static ContainerMount tmpfs(Path target, String... options) {
    var all = new ArrayList<>(List.of("nosuid", "nodev"));
    all.addAll(List.of(options));
    return new ContainerMount(target, "tmpfs", "tmpfs", all);
  }
}
