package dev.slipway.dockerfile.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.base.InputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileParserTest {

  private static Dockerfile parse(String text) {
    return DockerfileParser.parse(text.getBytes(UTF_8), "Dockerfile");
  }

  private static Instruction only(String instruction) {
    return parse("FROM scratch\n" + instruction).stages().getFirst().instructions().getFirst();
  }

  private static InputException mistake(String text) {
    return catchThrowableOfType(InputException.class, () -> parse(text));
  }

  @Test
  void groupsInstructionsIntoStages() {
    Dockerfile file =
        parse(
            """
            ARG TAG=3 EMPTY= NONE
            FROM --platform=$BUILDPLATFORM base:$TAG AS Build
            RUN make
            from build
            copy --from=0 /a /b
            """);
    assertThat(file.globalArgs())
        .singleElement()
        .extracting(Instruction.Arg::definitions)
        .isEqualTo(
            List.of(
                new ArgDefinition("TAG", Optional.of("3")),
                new ArgDefinition("EMPTY", Optional.of("")),
                new ArgDefinition("NONE", Optional.empty())));
    assertThat(file.stages()).hasSize(2);
    Instruction.From from = file.stages().getFirst().from();
    assertThat(from.image()).isEqualTo("base:$TAG");
    assertThat(from.platform()).contains("$BUILDPLATFORM");
    assertThat(from.name()).contains("build");
    assertThat(file.stageNamed("BUILD")).contains(file.stages().getFirst());
    assertThat(file.stages().getLast().instructions()).hasSize(1);
  }

  @Test
  void knowsWhereEachInstructionStands() {
    Dockerfile file =
        parse(
            """
            # comment

            FROM scratch
              RUN one \\
                # in between
                two
            RUN <<A <<B
            a
            A
            b
            B
            """);
    var instructions = file.stages().getFirst().instructions();
    assertThat(instructions.getFirst().range()).isEqualTo(new SourceRange("Dockerfile", 4, 6, 3));
    assertThat(instructions.getLast().range()).isEqualTo(new SourceRange("Dockerfile", 7, 11, 1));
    assertThat(instructions.getFirst().source().text()).isEqualTo("RUN one     two");
  }

  @Test
  void acceptsByteOrderMarkAndCarriageReturns() {
    byte[] text = "\uFEFF# escape=`\r\nFROM scratch\r\nRUN a `\r\n  b\r\n".getBytes(UTF_8);
    Dockerfile file = DockerfileParser.parse(text, "Dockerfile");
    assertThat(file.directives().escape()).isEqualTo('`');
    var run = (Instruction.Run) file.stages().getFirst().instructions().getFirst();
    assertThat(run.command()).isEqualTo(new CommandForm.ShellForm("a   b", List.of()));
  }

  @Test
  void remembersEmptyContinuations() {
    Dockerfile file = parse("FROM scratch\nCOPY a \\\n\nb\nCOPY a \\\nb\n");
    assertThat(file.tree().emptyContinuations())
        .containsExactly(new SourceRange("Dockerfile", 4, 4, 1));
  }

  @Test
  void acceptsOtherEncodingsInCommentsOnly() {
    byte[] comment = "# caf\u00e9\nFROM scratch\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(DockerfileParser.parse(comment, "Dockerfile").stages()).hasSize(1);
    byte[] run = "FROM scratch\nRUN echo caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    var mistake =
        catchThrowableOfType(InputException.class, () -> DockerfileParser.parse(run, "Dockerfile"));
    assertThat(mistake.position()).isEqualTo(new InputException.Position("Dockerfile", 2, 13));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# syntax=docker/dockerfile:1\nFROM scratch",
        "#syntax = docker/dockerfile:1 \nFROM scratch",
        "#!/usr/bin/env builder\n# SYNTAX=docker/dockerfile:1\nFROM scratch",
      })
  void readsTheSyntaxDirective(String text) {
    assertThat(parse(text).directives().syntax().map(Directive::value))
        .contains("docker/dockerfile:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"// syntax=other/frontend\n{}", "{\"syntax\": \"other/frontend\"}"})
  void readsTheSyntaxOfFilesThatAreNoDockerfiles(String text) {
    SyntaxTree tree = DockerfileParser.tree(text.getBytes(UTF_8), "Dockerfile");
    assertThat(tree.directives().syntax().map(Directive::value)).contains("other/frontend");
    assertThat(mistake(text)).hasMessageContaining("other/frontend");
  }

  @Test
  void endsDirectivesAtTheFirstOtherLine() {
    Dockerfile file = parse("# note\n# escape=`\n# check=skip=all\nFROM scratch");
    assertThat(file.directives()).isEqualTo(Directives.NONE);
    Dockerfile unknown = parse("# unknown=1\n# escape=`\nFROM scratch");
    assertThat(unknown.directives()).isEqualTo(Directives.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FROM scratch\\nRNU ls                     | 2 | 1 | unknown instruction: RNU                | RUN
          FROM scratch\\nCPOY a b                   | 2 | 1 | unknown instruction: CPOY               | COPY
          FROM scratch\\n  && ls                    | 2 | 3 | unknown instruction: &&                 | continuation
          FROM scratch\\nCOPY --form=x a b          | 2 | 6 | unknown flag: --form                    | --from
          FROM scratch\\nCOPY --link=perhaps a b    | 2 | 13 | expecting boolean value for flag --link | true
          FROM scratch\\nCOPY --chown a b           | 2 | 6 | missing a value on flag: --chown        | --chown=
          FROM scratch\\nCOPY --from=a --from=b c d | 2 | 15 | duplicate flag specified: --from        | one
          FROM scratch\\nENTRYPOINT --help          | 2 | 12 | unknown flag: --help                   | JSON
          FROM scratch\\nCOPY a                     | 2 | 1 | only one                                | COPY source
          FROM scratch\\nADD                        | 2 | 1 | only none                               | ADD source
          FROM scratch\\nCOPY a <<EOF\\nEOF         | 2 | 8 | cannot accept a heredoc as a destination | last
          FROM                                      | 1 | 1 | either one or three arguments           | FROM image
          FROM a AS                                 | 1 | 1 | either one or three arguments           | FROM image
          FROM a TO b                               | 1 | 1 | either one or three arguments           | FROM image
          FROM a AS 1b                              | 1 | 11 | invalid name for build stage: "1b"     | letter
          RUN ls\\nFROM scratch                     | 1 | 1 | before the first FROM                   | ARG
          ARG a=1                                   | 1 | 1 | no FROM                                 | FROM
          FROM scratch\\nENV a                      | 2 | 5 | ENV must have two arguments             | ENV a=value
          FROM scratch\\nENV a=1 b                  | 2 | 9 | can't find = in "b"                     | quotes
          FROM scratch\\nENV =1                     | 2 | 5 | ENV names can not be blank              | ENV name=value
          FROM scratch\\nLABEL                      | 2 | 1 | LABEL requires at least one argument    | ''
          FROM scratch\\nARG =1                     | 2 | 5 | ARG names can not be blank              | ARG name=value
          FROM scratch\\nUSER                       | 2 | 1 | USER requires exactly one argument      | ''
          FROM scratch\\nVOLUME ["a", ""]           | 2 | 8 | can not be an empty string              | directory
          FROM scratch\\nSHELL /bin/sh -c           | 2 | 1 | SHELL requires the arguments to be in JSON form | "/bin/bash"
          FROM scratch\\nSHELL []                   | 2 | 1 | SHELL requires at least one argument    | ''
          FROM scratch\\nRUN ["a", 1]               | 2 | 5 | comprised of strings only               | quotes around 1
          FROM scratch\\nRUN []                     | 2 | 1 | RUN requires at least one argument      | ''
          FROM scratch\\nRUN --network=hosts ls     | 2 | 15 | invalid value "hosts" for --network    | host
          FROM scratch\\nRUN --mount=type=cash ls   | 2 | 13 | unsupported mount type "cash"          | cache
          FROM scratch\\nRUN --mount=tpye=cache ls  | 2 | 13 | unexpected key 'tpye'                  | type
          FROM scratch\\nRUN --mount=target ls      | 2 | 13 | invalid field 'target'                 | target=value
          FROM scratch\\nRUN --mount=from=$a ls     | 2 | 13 | doesn't support variable expansion     | FROM $a AS
          FROM scratch\\nRUN --mount=type=bind,required ls | 2 | 13 | unexpected key 'required' for mount type 'bind' | secret
          FROM scratch\\nRUN --mount=type=secret ls | 2 | 13 | one of source, target required         | id=
          FROM scratch\\nHEALTHCHECK                | 2 | 1 | HEALTHCHECK requires at least one argument | ''
          FROM scratch\\nHEALTHCHECK NONE ls        | 2 | 1 | NONE takes no arguments                 | ''
          FROM scratch\\nHEALTHCHECK CMD            | 2 | 1 | Missing command after HEALTHCHECK CMD   | ''
          FROM scratch\\nHEALTHCHECK EXEC ls        | 2 | 13 | Unknown type "EXEC"                    | NONE
          FROM scratch\\nHEALTHCHECK --interval=5 CMD ls | 2 | 24 | invalid duration "5"              | 30s
          FROM scratch\\nHEALTHCHECK --timeout=1us CMD ls | 2 | 23 | cannot be less than 1ms          | ''
          FROM scratch\\nHEALTHCHECK --retries=-1 CMD ls | 2 | 23 | cannot be negative                | ''
          FROM scratch\\nONBUILD                    | 2 | 1 | ONBUILD requires at least one argument  | ''
          FROM scratch\\nONBUILD FROM a             | 2 | 9 | FROM isn't allowed as an ONBUILD trigger | ''
          FROM scratch\\nONBUILD ONBUILD RUN a      | 2 | 9 | Chaining ONBUILD                        | one
          FROM scratch\\nONBUILD RNU a              | 2 | 9 | unknown instruction: RNU                | RUN
          FROM scratch\\nRUN <<EOF\\nls             | 2 | 1 | unterminated heredoc "EOF"              | quotes
          # escape=/\\nFROM scratch                 | 1 | 10 | invalid escape token '/'               | escape=`
          # escape=`\\n# escape=`\\nFROM a          | 2 | 10 | only one escape parser directive       | ''
          FROM scratch\\nRUN a \\\\\\n --x \\\\\\n  b\\nUSR a | 5 | 1 | unknown instruction: USR          | USER
          FROM scratch\\nCOPY --link \\\\\\n  --chmd=1 a b  | 3 | 3 | unknown flag: --chmd               | --chmod
          """)
  void saysWhatIsWrongWhereAndWhatToDo(
      String text, int line, int column, String problem, String hint) {
    InputException mistake =
        mistake(text.replace("\\\\", "\0").replace("\\n", "\n").replace('\0', '\\'));
    assertThat(mistake).as(text).isNotNull();
    assertThat(mistake.problem()).contains(problem);
    assertThat(mistake.position())
        .isEqualTo(new InputException.Position("Dockerfile", line, column));
    assertThat(mistake.hint().orElse("")).contains(hint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only\n# comments", "\uFEFF"})
  void refusesFilesWithoutInstructions(String text) {
    assertThat(mistake(text)).hasMessageContaining("file with no instructions");
  }

  @Test
  void readsAllFlagsOfCopyAndAdd() {
    var copy =
        (Instruction.Copy)
            only(
                "COPY --from=b --chown=1:2 --chmod=u+x --link --exclude=*.md --exclude=x"
                    + " --parents=true a b /c/");
    assertThat(copy.sources()).containsExactly("a", "b");
    assertThat(copy.destination()).isEqualTo("/c/");
    assertThat(copy.from()).contains("b");
    assertThat(copy.chown()).contains("1:2");
    assertThat(copy.chmod()).contains("u+x");
    assertThat(copy.link()).isEqualTo(Instruction.LinkMode.LINKED);
    assertThat(copy.exclude()).containsExactly("*.md", "x");
    assertThat(copy.parents()).isEqualTo(Instruction.ParentsMode.KEPT);

    var add =
        (Instruction.Add)
            only("ADD --checksum=sha256:0 --keep-git-dir --unpack=false [\"a b\", \"/c\"]");
    assertThat(add.sources()).containsExactly("a b");
    assertThat(add.checksum()).contains("sha256:0");
    assertThat(add.gitDirectory()).isEqualTo(Instruction.GitDirectory.KEPT);
    assertThat(add.unpack()).isEqualTo(Instruction.Unpack.NEVER);
    var plain = (Instruction.Add) only("ADD a /c");
    assertThat(plain.unpack()).isEqualTo(Instruction.Unpack.LOCAL_ONLY);
  }

  @Test
  void keepsCommandsAsTheyAreWritten() {
    assertThat(only("CMD [\"a b\", \"\\u00e9\"]"))
        .extracting(i -> ((Instruction.Cmd) i).command())
        .isEqualTo(new CommandForm.ExecForm(List.of("a b", "é")));
    for (String shell : List.of("['a']", "[\"a\"", "[\"a\"] b", "[ -f x ] && y", "echo  \"$X\"")) {
      assertThat(only("ENTRYPOINT " + shell))
          .extracting(i -> ((Instruction.Entrypoint) i).command())
          .isEqualTo(new CommandForm.ShellForm(shell, List.of()));
    }
    assertThat(only("CMD []"))
        .extracting(i -> ((Instruction.Cmd) i).command())
        .isEqualTo(new CommandForm.ExecForm(List.of()));
  }

  @Test
  void readsHealthchecks() {
    var check =
        (Instruction.Healthcheck)
            only(
                "HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=0s"
                    + " --start-interval=250ms --retries=4 cmd curl -f x");
    assertThat(check.health())
        .isEqualTo(
            new Instruction.Health.Check(
                Optional.of(Duration.ofSeconds(90)),
                Optional.of(Duration.ofMillis(1500)),
                Optional.empty(),
                Optional.of(Duration.ofMillis(250)),
                4,
                new CommandForm.ShellForm("curl -f x", List.of())));
    assertThat(((Instruction.Healthcheck) only("HEALTHCHECK none")).health())
        .isEqualTo(new Instruction.Health.None());
  }

  @Test
  void readsTheOtherInstructions() {
    assertThat(((Instruction.Expose) only("EXPOSE 443/tcp 80 $PORT")).ports())
        .containsExactly("$PORT", "443/tcp", "80");
    assertThat(((Instruction.Volume) only("VOLUME /a  /b")).paths()).containsExactly("/a", "/b");
    assertThat(((Instruction.Workdir) only("WORKDIR /a b")).path()).isEqualTo("/a b");
    assertThat(((Instruction.User) only("USER a:$b")).user()).isEqualTo("a:$b");
    assertThat(((Instruction.StopSignal) only("STOPSIGNAL SIGQUIT")).signal()).isEqualTo("SIGQUIT");
    assertThat(((Instruction.Maintainer) only("MAINTAINER A B <c@d>")).name())
        .isEqualTo("A B <c@d>");
    assertThat(((Instruction.Shell) only("SHELL [\"bash\", \"-c\"]")).arguments())
        .containsExactly("bash", "-c");
    assertThat(((Instruction.Env) only("ENV a=\"b c\" d=e\\ f")).pairs())
        .containsExactly(
            new Pair("a", "\"b c\"", Pair.Style.EQUALS), new Pair("d", "e\\ f", Pair.Style.EQUALS));
    assertThat(((Instruction.Label) only("LABEL a b  c")).pairs())
        .containsExactly(new Pair("a", "b  c", Pair.Style.LEGACY));
    var run = (Instruction.Run) only("RUN --network=none --security=insecure --device=a/b=c ls");
    assertThat(run.network()).isEqualTo(RunNetwork.NONE);
    assertThat(run.security()).isEqualTo(RunSecurity.INSECURE);
    assertThat(run.devices()).containsExactly("a/b=c");
  }

  @Test
  void keepsTriggersAsTextAndAsInstructions() {
    var trigger = (Instruction.OnBuild) only("ONBUILD  RUN <<EOF\nhello\nEOF");
    assertThat(trigger.trigger()).isEqualTo("RUN <<EOF\nhello\nEOF");
    var run = (Instruction.Run) trigger.instruction();
    assertThat(((CommandForm.ShellForm) run.command()).soleHeredoc())
        .map(Heredoc::content)
        .contains("hello\n");
    Instruction again = DockerfileParser.parseTrigger(trigger.trigger(), "base image");
    assertThat(((Instruction.Run) again).command()).isEqualTo(run.command());
    var refused =
        catchThrowableOfType(
            InputException.class, () -> DockerfileParser.parseTrigger("FROM a", "base image"));
    assertThat(refused).hasMessageContaining("isn't allowed");
  }
}
