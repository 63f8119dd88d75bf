package dev.slipway.runner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellTest {
  private static final InputException.Position HERE = InputException.Position.of("ci.yaml");

  private static List<String> arguments(String name) {
    return Shell.named(name, HERE).arguments("/tmp/s 1");
  }

  @Test
  void stopsAtTheFirstFailureAsTheRealRunnerDoes() {
    assertThat(Shell.unnamed().arguments("/tmp/s 1")).containsExactly("bash", "-e", "/tmp/s 1");
    assertThat(arguments("bash"))
        .containsExactly("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "/tmp/s 1");
    assertThat(arguments("sh")).containsExactly("sh", "-e", "/tmp/s 1");
    assertThat(arguments("python")).containsExactly("python", "/tmp/s 1");
  }

  @Test
  void namesScriptsAsTheirProgramsExpect() {
    assertThat(Shell.unnamed().extension()).isEqualTo(".sh");
    assertThat(Shell.named("python", HERE).extension()).isEqualTo(".py");
    assertThat(Shell.named("pwsh", HERE).extension()).isEqualTo(".ps1");
    assertThat(Shell.named("perl {0}", HERE).extension()).isEmpty();
  }

  @Test
  void takesTemplatesWithQuotes() {
    assertThat(arguments("perl  -e \"do '{0}'\" x"))
        .containsExactly("perl", "-e", "do '/tmp/s 1'", "x");
  }

  @Test
  void putsIntoAScriptWhatItsShellNeeds() {
    assertThat(Shell.unnamed().script("a\r\nb")).isEqualTo("a\nb");
    assertThat(Shell.named("pwsh", HERE).script("x"))
        .startsWith("$ErrorActionPreference = 'stop'\nx\n")
        .contains("exit $LASTEXITCODE");
  }

  @Test
  void refusesWhatIsNoShellHere() {
    assertThatThrownBy(() -> Shell.named("cmd", HERE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Windows");
    assertThatThrownBy(() -> Shell.named("fish", HERE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("fish")
        .hasMessageContaining("{0}");
  }
}
