package dev.slipway.git;

import java.io.File;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * The machine as JGit sees it: without the configuration of whoever runs the process.
 *
 * <p>Left alone, JGit starts {@code git} to find the system's configuration, reads the user's, and
 * keeps measurements in the user's home. A hosted repository must behave the same everywhere.
 */
final class HermeticSystem extends SystemReader.Delegate {
  private static final Duration TICK = Duration.ofMillis(10);

  private HermeticSystem(SystemReader machine) {
    super(machine);
    setPlatformChecker();
  }

  /** Called before the first repository is touched; doing it again changes nothing. */
  static synchronized void install() {
    var current = SystemReader.getInstance();
    if (!(current instanceof HermeticSystem)) {
      SystemReader.setInstance(new HermeticSystem(current));
    }
  }

  @Override
  public @Nullable String getenv(String variable) {
    return variable.startsWith("GIT_") || variable.startsWith("XDG_")
        ? null
        : super.getenv(variable);
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  @Override
  public StoredConfig getUserConfig() {
    return new Nothing(null, FS.DETECTED);
  }

  @Override
  public StoredConfig getSystemConfig() {
    return new Nothing(null, FS.DETECTED);
  }

  @Override
  public StoredConfig getJGitConfig() {
    return new Nothing(null, FS.DETECTED);
  }

  /** An empty configuration that never touches a disk. */
  private static final class Nothing extends FileBasedConfig {
    Nothing(@Nullable Config parent, FS fs) {
      super(parent, new File("/dev/null"), fs);
    }

    /**
     * The granularity of file times, which JGit otherwise measures for seconds with files that it
     * puts beside a repository. Linux stamps files at its timer's ticks, 10 ms apart at most.
     */
    @Override
    public long getTimeUnit(
        String section,
        @Nullable String subsection,
        String name,
        long defaultValue,
        TimeUnit wanted) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? wanted.convert(TICK)
          : super.getTimeUnit(section, subsection, name, defaultValue, wanted);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
