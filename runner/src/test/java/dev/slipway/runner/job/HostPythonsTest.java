package dev.slipway.runner.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPythonsTest {
  @TempDir Path versions;

  private Path python(String version, String program) throws IOException {
    Path file = versions.resolve(version).resolve("bin").resolve(program);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return versions.resolve(version);
  }

  @Test
  void theNewestPatchOfEachVersionIsTaken() throws Exception {
    Path ten = python("3.12.10", "python3.12");
    python("3.12.9", "python3.12");
    Path other = python("3.10.13", "python3.10");
    assertThat(HostPythons.in(versions).prefixes())
        .containsOnly(Map.entry("python3.12", ten), Map.entry("python3.10", other));
  }

  @Test
  void whatIsNoSupportedReleaseOfPythonIsLeftOut() throws Exception {
    python("pypy3.10-7.3.15", "python3.10");
    python("3.14-dev", "python3.14");
    python("2.7.18", "python2.7");
    python("3.9.18", "python3.9");
    Files.createDirectories(versions.resolve("3.13.0/bin"));
    assertThat(HostPythons.in(versions).prefixes()).isEmpty();
  }

  @Test
  void aHostWithoutThemHasNone() {
    assertThat(HostPythons.in(versions.resolve("missing")).prefixes()).isEmpty();
  }

  @Test
  void whatWasInstalledIntoOneIsNotPartOfIt() throws Exception {
    Path prefix = python("3.12.1", "python3.12");
    Files.writeString(prefix.resolve("bin/python3-config"), "");
    Files.writeString(prefix.resolve("bin/black"), "");
    Files.createDirectories(prefix.resolve("lib/python3.12/site-packages/black"));
    Files.writeString(prefix.resolve("lib/libpython3.12.so.1.0"), "");
    Files.writeString(prefix.resolve("lib/libpython3.so"), "");
    assertThat(HostPythons.libraries(prefix)).containsExactly("libpython3.12.so.1.0");
    assertThat(HostPythons.installed("python3.12", prefix))
        .containsExactly(Path.of("lib/python3.12/site-packages"), Path.of("bin/black"));
  }
}
