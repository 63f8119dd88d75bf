package dev.slipway.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runner.command.StepEffect.AddMatchers;
import dev.slipway.runner.command.StepEffect.AddPath;
import dev.slipway.runner.command.StepEffect.Annotate;
import dev.slipway.runner.command.StepEffect.BeginGroup;
import dev.slipway.runner.command.StepEffect.Debug;
import dev.slipway.runner.command.StepEffect.EndGroup;
import dev.slipway.runner.command.StepEffect.Fail;
import dev.slipway.runner.command.StepEffect.Mask;
import dev.slipway.runner.command.StepEffect.Print;
import dev.slipway.runner.command.StepEffect.RemoveMatchers;
import dev.slipway.runner.command.StepEffect.RemoveMatchersOf;
import dev.slipway.runner.command.StepEffect.SaveState;
import dev.slipway.runner.command.StepEffect.SetOutput;
import dev.slipway.runner.command.StepEffect.SetVariable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepOutputTest {
  private final ProblemMatchers matchers = new ProblemMatchers();
  private final StepOutput output = new StepOutput(matchers, UnsecureCommands.REFUSED);

  static Stream<Arguments> commands() {
    return Stream.of(
        Arguments.of("::debug::x", new Debug("x")),
        Arguments.of("  \t::DEBUG::x", new Debug("x")),
        Arguments.of("::group::Install", new BeginGroup("Install")),
        Arguments.of("##[group]Install", new BeginGroup("Install")),
        Arguments.of("2026-01-01 ##[group]Install", new BeginGroup("Install")),
        Arguments.of("::endgroup::", new EndGroup()),
        Arguments.of("##[endgroup]", new EndGroup()),
        Arguments.of("::add-mask::s3cret", new Mask("s3cret")),
        Arguments.of("::add-mask::one%0Atwo%0D", new Mask("one\ntwo\r")),
        Arguments.of("::set-output name=a::b=c::d", new SetOutput("a", "b=c::d")),
        Arguments.of(
            "::set-output name=a,x=y::%25 %250A %0A%3A%2C", new SetOutput("a", "% %0A \n%3A%2C")),
        Arguments.of("::set-output name=a%3Ab%2Cc%25::v", new SetOutput("a:b,c%", "v")),
        Arguments.of("##[set-output name=a%3Bb%5Dc;]v%3B%5D", new SetOutput("a;b]c", "v;]")),
        Arguments.of("::set-output  NAME=a ::v", new SetOutput("a", "v")),
        Arguments.of("::save-state name=s::", new SaveState("s", "")),
        Arguments.of("::add-matcher::.github/m.json", new AddMatchers(".github/m.json")),
        Arguments.of("##[add-matcher]/opt/m.json", new AddMatchers("/opt/m.json")),
        Arguments.of("::remove-matcher owner=tsc::", new RemoveMatchers("tsc")),
        Arguments.of("##[remove-matcher owner=tsc]", new RemoveMatchers("tsc")),
        Arguments.of("::remove-matcher::m.json", new RemoveMatchersOf("m.json")),
        Arguments.of("::warning::w", new Annotate(Annotation.of(Annotation.Level.WARNING, "w"))),
        Arguments.of(
            "##[error]bad%0Aworse",
            new Annotate(Annotation.of(Annotation.Level.ERROR, "bad\nworse"))),
        Arguments.of(
            "::notice file=a.js,line=1,endLine=2,col=3,endColumn=4,title=T%2C::m",
            new Annotate(
                new Annotation(
                    Annotation.Level.NOTICE,
                    "m",
                    "T,",
                    "a.js",
                    new Annotation.Span(
                        OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(3), OptionalInt.of(4)),
                    ""))),
        Arguments.of(
            "::error file=a.js,line=x,col=-1::m",
            new Annotate(
                new Annotation(
                    Annotation.Level.ERROR, "m", "", "a.js", Annotation.Span.NONE, ""))));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandsAreUnderstood(String line, StepEffect effect) {
    assertThat(output.line(line)).containsExactly(effect);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "::",
        "::::",
        "::unknown::x",
        "::debug",
        ":: debug::x",
        "x ::debug::y",
        "##[",
        "##[unknown]x",
        "##[debug",
        "::debug:x",
        "##[command]git",
        "::token::",
        "a::b::c"
      })
  void everythingElseIsPrinted(String line) {
    assertThat(output.line(line)).containsExactly(new Print(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::set-output::x", "::set-output name=::x", "::save-state::x", "::echo::maybe",
        "::add-matcher::", "::remove-matcher::", "::stop-commands::", "::stop-commands::debug",
        "::stop-commands::Pause-Logging", "::set-env name=A::b", "::add-path::/bin"
      })
  void commandsThatCannotBeCarriedOutFail(String line) {
    assertThat(output.line(line)).singleElement().isInstanceOf(Fail.class);
  }

  @Test
  void anEmptyMaskIsOnlyWarnedOf() {
    assertThat(output.line("::add-mask:: "))
        .singleElement()
        .isInstanceOfSatisfying(
            Annotate.class,
            a -> assertThat(a.annotation().level()).isEqualTo(Annotation.Level.WARNING));
  }

  @Test
  void variablesAndPathNeedAnOptIn() {
    var allowing =
        new StepOutput(
            matchers, UnsecureCommands.of(Map.of("ACTIONS_ALLOW_UNSECURE_COMMANDS", "TRUE")));
    assertThat(allowing.line("::set-env name=A::b")).containsExactly(new SetVariable("A", "b"));
    assertThat(allowing.line("::add-path::/bin")).containsExactly(new AddPath("/bin"));
    assertThat(allowing.line("::add-path:: ")).singleElement().isInstanceOf(Fail.class);
    assertThat(allowing.line("::set-env name=node_options::x"))
        .singleElement()
        .isInstanceOf(Annotate.class);
    assertThat(output.line("::set-env name=A::b"))
        .containsExactly(
            new Fail(
                "The command 'set-env' is off, because whatever a step prints could use it. Write"
                    + " to $GITHUB_ENV instead, or set ACTIONS_ALLOW_UNSECURE_COMMANDS to true."));
    assertThat(UnsecureCommands.of(Map.of())).isEqualTo(UnsecureCommands.REFUSED);
  }

  @Test
  void commandsStopUntilTheTokenComes() {
    assertThat(output.line("::stop-commands::Long-Token")).containsExactly(new Mask("Long-Token"));
    for (String line : List.of("::error::x", "::other::", "::resume::", "##[endgroup]")) {
      assertThat(output.line(line)).containsExactly(new Print(line));
    }
    assertThat(output.line("  ::long-token::")).isEmpty();
    assertThat(output.line("::debug::x")).containsExactly(new Debug("x"));
    assertThat(output.line("::long-token::")).containsExactly(new Print("::long-token::"));
  }

  @Test
  void shortTokensAreNotMasked() {
    assertThat(output.line("::stop-commands::abc123")).isEmpty();
    assertThat(output.line("##[abc123]")).isEmpty();
  }

  @Test
  void commandsAreEchoedOnRequestButNeverSecrets() {
    assertThat(output.line("::echo::On")).isEmpty();
    assertThat(output.line("::set-output name=a::b"))
        .containsExactly(new Print("::set-output name=a::b"), new SetOutput("a", "b"));
    assertThat(output.line("::add-mask::s3cret")).containsExactly(new Mask("s3cret"));
    assertThat(output.line("::debug::x")).containsExactly(new Debug("x"));
    assertThat(output.line("::echo::off")).isEmpty();
    assertThat(output.line("::set-output name=a::b")).containsExactly(new SetOutput("a", "b"));
  }

  @Test
  void matchersSeePlainLinesAlsoWhileCommandsAreStopped() {
    matchers.register(
        """
        {"problemMatcher":[{"owner":"x","pattern":[{"regexp":"^E: (.*)","message":1}]}]}\
        """
            .getBytes(StandardCharsets.UTF_8),
        "m.json");
    var problem = new Annotate(Annotation.of(Annotation.Level.ERROR, "bad"));
    assertThat(output.line("E: bad")).containsExactly(new Print("E: bad"), problem);
    output.line("::stop-commands::t0k");
    assertThat(output.line("E: bad")).containsExactly(new Print("E: bad"), problem);
  }

  @Test
  void masksDoNotTellTheirValue() {
    assertThat(new Mask("s3cret").toString()).doesNotContain("s3cret");
  }

  @Test
  void noLineIsTooStrange() {
    var random = new Random(5);
    String alphabet = ":#[];,=% 250AD\u001bé\t";
    List<String> words = List.of("::", "##[", "debug", "set-output", "name", "stop-commands", "]");
    for (int i = 0; i < 20_000; i++) {
      var line = new StringBuilder();
      for (int j = random.nextInt(12); j > 0; j--) {
        line.append(
            random.nextBoolean()
                ? words.get(random.nextInt(words.size()))
                : alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(new StepOutput(matchers, UnsecureCommands.ALLOWED).line(line.toString()))
          .isNotNull();
    }
  }
}
