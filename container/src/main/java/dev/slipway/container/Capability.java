package dev.slipway.container;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A piece of root's power (capabilities(7)), in the kernel's order. */
public enum Capability {
  CHOWN(0),
  DAC_OVERRIDE(1),
  DAC_READ_SEARCH(2),
  FOWNER(3),
  FSETID(4),
  KILL(5),
  SETGID(6),
  SETUID(7),
  SETPCAP(8),
  LINUX_IMMUTABLE(9),
  NET_BIND_SERVICE(10),
  NET_BROADCAST(11),
  NET_ADMIN(12),
  NET_RAW(13),
  IPC_LOCK(14),
  IPC_OWNER(15),
  SYS_MODULE(16),
  SYS_RAWIO(17),
  SYS_CHROOT(18),
  SYS_PTRACE(19),
  SYS_PACCT(20),
  SYS_ADMIN(21),
  SYS_BOOT(22),
  SYS_NICE(23),
  SYS_RESOURCE(24),
  SYS_TIME(25),
  SYS_TTY_CONFIG(26),
  MKNOD(27),
  LEASE(28),
  AUDIT_WRITE(29),
  AUDIT_CONTROL(30),
  SETFCAP(31),
  MAC_OVERRIDE(32),
  MAC_ADMIN(33),
  SYSLOG(34),
  WAKE_ALARM(35),
  BLOCK_SUSPEND(36),
  AUDIT_READ(37),
  PERFMON(38),
  BPF(39),
  CHECKPOINT_RESTORE(40);

  /** What every container gets unless it says otherwise: the set Docker made customary. */
  public static final Set<Capability> DEFAULT =
      Collections.unmodifiableSet(
          EnumSet.of(
              CHOWN,
              DAC_OVERRIDE,
              FOWNER,
              FSETID,
              KILL,
              SETGID,
              SETUID,
              SETPCAP,
              NET_BIND_SERVICE,
              NET_RAW,
              SYS_CHROOT,
              MKNOD,
              AUDIT_WRITE,
              SETFCAP));

  public static final Set<Capability> ALL =
      Collections.unmodifiableSet(EnumSet.allOf(Capability.class));

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /** Its place in the kernel's sets of capabilities. */
  int bit() {
    return bit;
  }

  /** Reads {@code NET_ADMIN} or {@code CAP_NET_ADMIN}, in any case; empty when there is none. */
  public static Optional<Capability> find(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    String name = upper.startsWith("CAP_") ? upper.substring(4) : upper;
    return Arrays.stream(values()).filter(c -> c.name().equals(name)).findFirst();
  }

  /** {@code CAP_NET_ADMIN}. */
  @Override
  public String toString() {
    return "CAP_" + name();
  }
}
