package dev.slipway.dockerfile.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeredocTest {

  private static Statement statement(String text) {
    String file = "FROM scratch\n" + text;
    return DockerfileParser.tree(file.getBytes(UTF_8), "Dockerfile").statements().get(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          RUN <<EOF              | EOF      | 0 | EXPANDED | KEPT
          RUN 3<<EOF cat         | EOF      | 3 | EXPANDED | KEPT
          RUN <<-EOF             | EOF      | 0 | EXPANDED | STRIPPED
          RUN <<'EOF'            | EOF      | 0 | LITERAL  | KEPT
          RUN <<-"EOF" sh        | EOF      | 0 | LITERAL  | STRIPPED
          RUN <<E"O"F            | EOF      | 0 | LITERAL  | KEPT
          RUN <<eo\\'f           | eo'f     | 0 | EXPANDED | KEPT
          RUN <<'e'o\\'f         | eo'f     | 0 | LITERAL  | KEPT
          RUN <<'one two'        | one two  | 0 | LITERAL  | KEPT
          RUN <<$EOF             | $EOF     | 0 | EXPANDED | KEPT
          RUN <<  EOF  > foo     | EOF      | 0 | EXPANDED | KEPT
          RUN << -EOF            | -EOF     | 0 | EXPANDED | KEPT
          COPY <<file.txt /dest  | file.txt | 0 | EXPANDED | KEPT
          ADD --chmod=1 <<f /d   | f        | 0 | EXPANDED | KEPT
          ONBUILD RUN <<EOF      | EOF      | 0 | EXPANDED | KEPT
          run --mount=target=/a <<EOF | EOF | 0 | EXPANDED | KEPT
          """)
  void readsTheDelimiter(
      String line, String name, int descriptor, Heredoc.Variables variables, Heredoc.Tabs tabs) {
    String written = line.replace("\\\\", "\\");
    Statement statement = statement(written + "\n\t# body\n" + name + "\nRUN next");
    assertThat(statement.heredocs())
        .containsExactly(new Heredoc(name, descriptor, variables, tabs, "\t# body\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN \"<<EOF\"",
        "RUN '<<EOF'",
        "RUN <<<EOF",
        "RUN <<",
        "RUN [\"<<EOF\"]",
        "RUN cat < EOF",
        "USER <<EOF",
        "ENV a=<<EOF",
        "RUN <<'EOF",
      })
  void leavesOtherLinesAlone(String line) {
    assertThat(statement(line + "\nRUN next").heredocs()).isEmpty();
  }

  @Test
  void readsSeveralInTheOrderOfTheirDelimiters() {
    Statement statement = statement("COPY <<X <<Y /dest\nY\nX\nX\nY\n");
    assertThat(statement.heredocs()).extracting(Heredoc::content).containsExactly("Y\n", "X\n");
    var copy = (Instruction.Copy) InstructionReader.read(statement);
    assertThat(copy.inline()).extracting(Heredoc::name).containsExactly("X", "Y");
    assertThat(copy.sources()).isEmpty();
    assertThat(copy.destination()).isEqualTo("/dest");
  }

  @Test
  void stripsTabsFromTheBodyAndItsEnd() {
    Heredoc heredoc = statement("RUN <<-E\n\t\ta\n\tb\tc\n\tE\n").heredocs().getFirst();
    assertThat(heredoc.content()).isEqualTo("\t\ta\n\tb\tc\n");
    assertThat(heredoc.body()).isEqualTo("a\nb\tc\n");
  }

  @Test
  void keepsCarriageReturnsInTheBody() {
    assertThat(statement("RUN <<E\r\na\r\nE\r\n").heredocs().getFirst().content())
        .isEqualTo("a\r\n");
  }

  @Test
  void putsTheDocumentsBackForTheShell() {
    var run = (Instruction.Run) InstructionReader.read(statement("RUN <<A cat\na\nA\n"));
    var form = (CommandForm.ShellForm) run.command();
    assertThat(form.soleHeredoc()).isEmpty();
    assertThat(form.withHeredocs()).isEqualTo("<<A cat\na\nA");
    assertThat(form.heredocs())
        .isEqualTo(
            List.of(new Heredoc("A", 0, Heredoc.Variables.EXPANDED, Heredoc.Tabs.KEPT, "a\n")));
  }
}
