package dev.slipway.container;

import dev.slipway.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The default seccomp filter: system calls that programs need are allowed, some only together with
 * a capability, everything else fails with EPERM.
 *
 * <p>The lists follow what container engines agree on; each line below names one family.
 */
final class SystemCallFilter {
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int AF_VSOCK = 40;

  /** CLONE_NEW* but the time namespace, which clone(2) cannot make. */
  private static final long CLONE_NAMESPACES = 0x7E02_0000L;

  /** PER_LINUX, PER_LINUX32, both with UNAME26, and "tell me". */
  private static final List<Long> PERSONALITIES =
      List.of(0x0L, 0x8L, 0x20000L, 0x20008L, 0xffff_ffffL);

  private static final String ALLOWED =
      """
      read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek _llseek
      open openat openat2 creat close close_range dup dup2 dup3 pipe pipe2 fcntl fcntl64 flock
      stat stat64 lstat lstat64 fstat fstat64 fstatat64 newfstatat statx statfs statfs64 fstatfs fstatfs64
      access faccessat faccessat2 chmod fchmod fchmodat fchmodat2 chown chown32 fchown fchown32
      fchownat lchown lchown32 umask utime utimes utimensat utimensat_time64 futimesat
      mkdir mkdirat rmdir mknod mknodat link linkat symlink symlinkat readlink readlinkat
      unlink unlinkat rename renameat renameat2 truncate truncate64 ftruncate ftruncate64
      fallocate fadvise64 fadvise64_64 arm_fadvise64_64 readahead getdents getdents64 getcwd chdir fchdir
      sync syncfs fsync fdatasync sync_file_range sync_file_range2 arm_sync_file_range cachestat
      copy_file_range sendfile sendfile64 splice tee vmsplice name_to_handle_at
      setxattr setxattrat lsetxattr fsetxattr getxattr getxattrat lgetxattr fgetxattr
      listxattr listxattrat llistxattr flistxattr removexattr removexattrat lremovexattr fremovexattr
      inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_mark
      memfd_create memfd_secret mmap mmap2 munmap mremap mprotect madvise process_madvise mincore
      msync mlock mlock2 mlockall munlock munlockall brk remap_file_pages membarrier mseal
      map_shadow_stack pkey_alloc pkey_free pkey_mprotect
      select _newselect pselect6 pselect6_time64 poll ppoll ppoll_time64 epoll_create epoll_create1
      epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old epoll_pwait epoll_pwait2 eventfd eventfd2
      signalfd signalfd4 io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents
      io_pgetevents_time64
      socketpair bind listen accept accept4 connect shutdown getsockname getpeername
      getsockopt setsockopt send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg
      recvmmsg_time64 socketcall
      fork vfork execve execveat exit exit_group wait4 waitid waitpid
      set_tid_address set_robust_list get_robust_list gettid getpid getppid getpgid getpgrp setpgid
      getsid setsid pidfd_open pidfd_send_signal arch_prctl prctl set_thread_area get_thread_area
      rseq restart_syscall seccomp ptrace process_vm_readv process_vm_writev
      landlock_create_ruleset landlock_add_rule landlock_restrict_self
      futex futex_time64 futex_waitv futex_wait futex_wake futex_requeue
      rt_sigaction rt_sigprocmask rt_sigpending rt_sigqueueinfo rt_sigreturn rt_sigsuspend
      rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack signal sigreturn
      sigaction sigpending sigprocmask sigsuspend sigsetmask kill tkill tgkill pause alarm
      getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getgroups getgroups32
      getresuid getresuid32 getresgid getresgid32 setuid setuid32 setgid setgid32 setreuid
      setreuid32 setregid setregid32 setresuid setresuid32 setresgid setresgid32 setfsuid
      setfsuid32 setfsgid setfsgid32 setgroups setgroups32 capget capset
      getrlimit ugetrlimit setrlimit prlimit64 getrusage getpriority setpriority nice ioprio_get
      ioprio_set getcpu sched_yield sched_getaffinity sched_setaffinity sched_getattr
      sched_setattr sched_getparam sched_setparam sched_getscheduler sched_setscheduler
      sched_get_priority_max sched_get_priority_min sched_rr_get_interval
      sched_rr_get_interval_time64
      time gettimeofday clock_gettime clock_gettime64 clock_getres clock_getres_time64
      clock_nanosleep clock_nanosleep_time64 nanosleep times adjtimex clock_adjtime
      clock_adjtime64 getitimer setitimer timer_create timer_delete timer_getoverrun timer_gettime
      timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime
      timerfd_gettime64 timerfd_settime timerfd_settime64
      ipc semget semop semctl semtimedop semtimedop_time64 shmget shmat shmctl shmdt msgget msgsnd
      msgrcv msgctl mq_open mq_unlink mq_notify mq_getsetattr mq_timedsend mq_timedsend_time64
      mq_timedreceive mq_timedreceive_time64
      uname olduname oldolduname sysinfo getrandom ioctl lsm_get_self_attr lsm_list_modules
      breakpoint cacheflush set_tls statmount listmount uretprobe modify_ldt
      """;

  /** Families that make no sense, or are dangerous, without the capability named. */
  private static final Map<Capability, String> WITH_CAPABILITY =
      Map.ofEntries(
          Map.entry(
              Capability.SYS_ADMIN,
              """
              bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount
              mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname
              sethostname setns syslog umount umount2 unshare
              """),
          Map.entry(Capability.DAC_READ_SEARCH, "open_by_handle_at"),
          Map.entry(Capability.SYS_BOOT, "reboot"),
          Map.entry(Capability.SYS_CHROOT, "chroot"),
          Map.entry(Capability.SYS_MODULE, "delete_module init_module finit_module"),
          Map.entry(Capability.SYS_PACCT, "acct"),
          Map.entry(Capability.SYS_PTRACE, "kcmp pidfd_getfd"),
          Map.entry(Capability.SYS_RAWIO, "iopl ioperm"),
          Map.entry(Capability.SYS_TIME, "settimeofday stime clock_settime clock_settime64"),
          Map.entry(Capability.SYS_TTY_CONFIG, "vhangup"),
          Map.entry(
              Capability.SYS_NICE,
              "get_mempolicy mbind set_mempolicy set_mempolicy_home_node move_pages"),
          Map.entry(Capability.SYSLOG, "syslog"),
          Map.entry(Capability.BPF, "bpf"),
          Map.entry(Capability.PERFMON, "perf_event_open"));

  private SystemCallFilter() {}

  /** The filter as the runtime specification wants it (config-linux, section Seccomp). */
  static ObjectNode forCapabilities(Set<Capability> capabilities) {
    ObjectNode seccomp = Json.MAPPER.createObjectNode();
    seccomp.put("defaultAction", "SCMP_ACT_ERRNO").put("defaultErrnoRet", EPERM);
    architectures(seccomp.putArray("architectures"));
    ArrayNode rules = seccomp.putArray("syscalls");
    rule(rules, "SCMP_ACT_ALLOW", allowed(capabilities));
    for (long personality : PERSONALITIES) {
      argument(rule(rules, "SCMP_ACT_ALLOW", List.of("personality")), personality, "SCMP_CMP_EQ");
    }
    argument(rule(rules, "SCMP_ACT_ALLOW", List.of("socket")), AF_VSOCK, "SCMP_CMP_NE");
    if (!capabilities.contains(Capability.SYS_ADMIN)) {
      // No new namespaces. The C library falls back from clone3, whose flags cannot be seen here.
      argument(
          rule(rules, "SCMP_ACT_ALLOW", List.of("clone")), CLONE_NAMESPACES, "SCMP_CMP_MASKED_EQ");
      rule(rules, "SCMP_ACT_ERRNO", List.of("clone3")).put("errnoRet", ENOSYS);
    }
    return seccomp;
  }

  private static void architectures(ArrayNode names) {
    if (System.getProperty("os.arch").equals("aarch64")) {
      names.add("SCMP_ARCH_AARCH64").add("SCMP_ARCH_ARM");
    } else {
      names.add("SCMP_ARCH_X86_64").add("SCMP_ARCH_X86").add("SCMP_ARCH_X32");
    }
  }

  private static List<String> allowed(Set<Capability> capabilities) {
    var names = new TreeSet<>(words(ALLOWED));
    new TreeMap<>(WITH_CAPABILITY)
        .forEach((capability, calls) -> {
          if (capabilities.contains(capability)) {
            names.addAll(words(calls));
          }
        });
    return new ArrayList<>(names);
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  private static ObjectNode rule(ArrayNode rules, String action, List<String> names) {
    ObjectNode rule = rules.addObject();
    ArrayNode list = rule.putArray("names");
    names.forEach(list::add);
    return rule.put("action", action);
  }

  private static void argument(ObjectNode rule, long value, String comparison) {
    ObjectNode argument = rule.putArray("args").addObject();
    argument.put("index", 0).put("value", value);
    if (comparison.equals("SCMP_CMP_MASKED_EQ")) {
      argument.put("valueTwo", 0);
    }
    argument.put("op", comparison);
  }
}
