package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.command.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command line before any command runs: no server is asked. */
class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void everyCommandOfTheHelpSaysMoreAboutItself() {
    assertThat(slipway("--help")).isZero();
    List<String> commands =
        Pattern.compile("^  ([a-z][a-z-]+) ", Pattern.MULTILINE)
            .matcher(printed(out))
            .results()
            .map((MatchResult found) -> found.group(1))
            .filter(name -> !name.equals("kustomize") && !name.equals("test"))
            .toList();
    assertThat(commands).contains("up", "push", "rollback", "demo").hasSizeGreaterThan(15);
    for (String command : commands) {
      out.reset();
      assertThat(slipway(command, "--help")).as(command).isZero();
      assertThat(printed(out)).as(command).contains("slipway " + command);
    }
  }

  @Test
  void theVersionIsPrintedAlone() {
    assertThat(slipway("--version")).isZero();
    assertThat(printed(out)).matches("slipway \\S.*\\R");
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheNearestOne() {
    assertThat(slipway("pusj")).isEqualTo(2);
    assertThat(printed(err)).contains("pusj").contains("push");
  }

  @Test
  void aWordThatIsMissingIsNamed() {
    assertThat(slipway("build")).isEqualTo(2);
    assertThat(printed(err)).contains("DIR");
    assertThat(slipway("diff", "1")).isEqualTo(2);
    assertThat(printed(err)).contains("'M'");
    assertThat(slipway("labels", "set", "ubuntu-latest")).isEqualTo(2);
    assertThat(printed(err)).contains("'IMAGE'");
  }

  @Test
  void noCommandAtAllShowsTheHelpAndFails() {
    assertThat(slipway()).isEqualTo(2);
    assertThat(printed(err)).contains("Usage: slipway");
  }

  private int slipway(String... arguments) {
    var console = new Console(stream(out), stream(err));
    int exit = Main.run(arguments, console);
    console.out().flush();
    return exit;
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String printed(ByteArrayOutputStream from) {
    return from.toString(StandardCharsets.UTF_8);
  }
}
