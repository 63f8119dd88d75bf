package dev.slipway.runner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.container.ProcessLimit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerOptionsReaderTest {
  private static final InputException.Position AT = new InputException.Position("ci.yaml", 5, 7);

  private static ContainerOptions read(String text) {
    return ContainerOptionsReader.read(text, AT);
  }

  @Test
  void readsWhatDockerCreateReads() {
    ContainerOptions options =
        read(
            "--cpus 1.5 --memory=2g -u 1001:121 -hbuilder --pids-limit 64 --shm-size 256m --init"
                + " --ulimit nofile=1024:4096 --ulimit core=0 -e A=b -e'C=d e' --env \"F=g=h\""
                + " --add-host db:10.0.0.1 --add-host=six=::1");
    assertThat(options.cpuMillis()).hasValue(1500);
    assertThat(options.memoryBytes()).hasValue(2L << 30);
    assertThat(options.user()).contains("1001:121");
    assertThat(options.hostname()).contains("builder");
    assertThat(options.processes()).hasValue(64);
    assertThat(options.sharedMemoryBytes()).hasValue(256L << 20);
    assertThat(options.limits())
        .containsExactly(
            new ProcessLimit("RLIMIT_NOFILE", 1024, 4096), new ProcessLimit("RLIMIT_CORE", 0, 0));
    assertThat(options.environment()).isEqualTo(Map.of("A", "b", "C", "d e", "F", "g=h"));
    assertThat(options.hosts()).isEqualTo(Map.of("db", "10.0.0.1", "six", "::1"));
    assertThat(read("  \n ")).isEqualTo(ContainerOptions.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--privileged | the option --privileged of a job's container is not supported",
        "-v /:/host | the option -v of a job's container is not supported",
        "--network=host | the option --network of a job's container is not supported",
        "--health-cmd x | the option --health-cmd of a job's container is not supported",
        "image | \"image\" is no option",
        "--cpus | --cpus lacks its value",
        "--cpus two | --cpus cannot be \"two\"",
        "--memory 10x | --memory 10x is no size",
        "--memory 1m | --memory 1m is less than the 6m",
        "--ulimit files=3 | --ulimit files=3 is no limit",
        "--add-host db:host-gateway | --add-host cannot name host-gateway",
        "-e HOME | --env HOME has no value",
        "--env \"A=b | a quote that does not end",
        "--init=maybe | --init takes no value",
      })
  void refusesByNameWhatItDoesNotDo(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("ci.yaml:5:7: ")
        .hasMessageContaining(problem);
  }
}
