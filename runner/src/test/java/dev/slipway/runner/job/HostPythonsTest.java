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
    return file;
  }

  @Test
  void theNewestPatchOfEachVersionIsTaken() throws Exception {
    Path ten = python("3.12.10", "python3.12");
    python("3.12.9", "python3.12");
    Path other = python("3.9.18", "python3.9");
    assertThat(HostPythons.in(versions).programs())
        .containsOnly(Map.entry("python3.12", ten), Map.entry("python3.9", other));
  }

  @Test
  void whatIsNoReleaseOfPythonIsLeftOut() throws Exception {
    python("pypy3.10-7.3.15", "python3.10");
    python("3.14-dev", "python3.14");
    Files.createDirectories(versions.resolve("3.13.0/bin"));
    assertThat(HostPythons.in(versions).programs()).isEmpty();
  }

  @Test
  void aHostWithoutThemHasNone() {
    assertThat(HostPythons.in(versions.resolve("missing")).programs()).isEmpty();
  }
}
