package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.container.ProcessLimit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunSettingsTest {
  @Test
  void readsWhatDockersCommandLineSays() {
    var settings =
        RunSettings.parse(
            List.of("db:10.1.2.3", "six=[::1]", "seven:fe80::1"),
            Optional.of("1g"),
            List.of("nofile=1024:2048", "nproc=5", "memlock=-1"));

    assertThat(settings.hosts())
        .containsExactly(
            Map.entry("db", "10.1.2.3"), Map.entry("six", "::1"), Map.entry("seven", "fe80::1"));
    assertThat(settings.sharedMemory()).hasValue(1L << 30);
    assertThat(settings.limits())
        .containsExactly(
            new ProcessLimit("RLIMIT_NOFILE", 1024, 2048),
            new ProcessLimit("RLIMIT_NPROC", 5, 5),
            new ProcessLimit("RLIMIT_MEMLOCK", -1, -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"db", "db:", "db:host-gateway", "db:name", ":1.2.3.4", "a b:1.2.3.4"})
  void refusesWrongHosts(String host) {
    assertThatThrownBy(() -> RunSettings.parse(List.of(host), Optional.empty(), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--add-host " + host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nofile", "nofile=x", "files=1", "nofile=2:1", "nofile=-1:5"})
  void refusesWrongLimits(String limit) {
    assertThatThrownBy(() -> RunSettings.parse(List.of(), Optional.empty(), List.of(limit)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--ulimit " + limit);
  }

  @Test
  void refusesWrongSizes() {
    assertThatThrownBy(() -> RunSettings.parse(List.of(), Optional.of("much"), List.of()))
        .hasMessageContaining("--shm-size much");
  }
}
