package dev.slipway.container;

import java.util.Collection;
import java.util.Set;

/**
 * What a container's processes may do to the machine.
 *
 * @param capabilities what root in the container can do; other users get them through set-id
 *     programs only
 * @param filter which system calls exist for it
 * @param escalation whether set-id programs give more rights
 * @param kernelFiles whether sensitive places of /proc and /sys are hidden
 */
public record Privileges(
    Set<Capability> capabilities,
    CallFilter filter,
    Escalation escalation,
    KernelFiles kernelFiles) {
  /** Everything but what the customary default denies, or no filter at all. */
  public enum CallFilter {
    DEFAULT,
    NONE
  }

  /** The kernel's no_new_privs flag. */
  public enum Escalation {
    ALLOWED,
    FORBIDDEN
  }

  /** Masked and read-only paths below /proc and /sys. */
  public enum KernelFiles {
    PROTECTED,
    EXPOSED
  }

  public Privileges {
    capabilities = Set.copyOf(capabilities);
  }

  /** The customary default of containers. */
  public static Privileges standard() {
    return new Privileges(
        Capability.DEFAULT, CallFilter.DEFAULT, Escalation.ALLOWED, KernelFiles.PROTECTED);
  }

  /** Everything root of the host can do, all devices included: no protection of the host. */
  public static Privileges unlimited() {
    return new Privileges(Capability.ALL, CallFilter.NONE, Escalation.ALLOWED, KernelFiles.EXPOSED);
  }

  public boolean isUnlimited() {
    return equals(unlimited());
  }

  public Privileges withOnly(Collection<Capability> changed) {
    return new Privileges(Set.copyOf(changed), filter, escalation, kernelFiles);
  }

  public Privileges withFilter(CallFilter changed) {
    return new Privileges(capabilities, changed, escalation, kernelFiles);
  }

  public Privileges withEscalation(Escalation changed) {
    return new Privileges(capabilities, filter, changed, kernelFiles);
  }
}
