package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.plan.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A program that shows the files of a failed step: in namespaces of its own, without a network and
 * without the rights that reach the machine, and with the step's variables and directory.
 */
final class EnterScript {
  /** Rights of root over its own files and processes; none over the machine. */
  private static final String RIGHTS =
      "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,"
          + "+net_bind_service,+sys_chroot,+setfcap";

  private EnterScript() {}

  /**
   * The program's text.
   *
   * @param layers directories in overlayfs's form, the topmost first, all beside each other
   */
  static String of(List<Path> layers, Step.Run step) {
    Path home = layers.getFirst().resolve("../..").normalize();
    // Relative ones always fit into the one page that mount options may have.
    String lower =
        layers.stream().map(l -> home.relativize(l).toString()).collect(Collectors.joining(":"));
    String variables =
        step.environment().entrySet().stream()
            .map(e -> quoted(e.getKey() + "=" + e.getValue()))
            .collect(Collectors.joining(" "));
    return """
    #!/bin/sh
    # The files that a failed step left: enter [COMMAND [ARGUMENT...]], as root.
    # Changes stay in this directory and harm nothing.
    set -eu
    here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
    mkdir -p -- "$here/changes" "$here/work" "$here/root"
    [ "$#" -gt 0 ] || set -- /bin/sh
    cd -- %s
    export here
    exec unshare --mount --pid --net --ipc --uts --fork -- sh -euc '
      mount -t overlay -o "lowerdir=$1,upperdir=$here/changes,workdir=$here/work" overlay "$here/root"
      shift
      cd -- "$here/root"
      mkdir -p -- proc dev
      mount -t proc proc proc
      mount -t tmpfs -o mode=755 dev dev
      for device in null zero full random urandom tty; do
        : > "dev/$device"
        mount --bind "/dev/$device" "dev/$device"
      done
      exec setpriv --no-new-privs --bounding-set %s chroot . env -i %s "$@"
    ' sh %s /bin/sh -c 'if [ -d "$0" ]; then cd -- "$0"; fi; exec "$@"' %s "$@"
    """
        .formatted(
            quoted(home.toString()),
            RIGHTS,
            variables.replace("'", "'\\''"),
            quoted(lower),
            quoted(step.directory()));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
