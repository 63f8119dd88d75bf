package dev.slipway.dockerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
  private static final SourceRange HERE = new SourceRange("Dockerfile", 3, 3, 5);
  private static final ShellWords WORDS = ShellWords.withEscape('\\');
  private static final Map<String, String> VARIABLES =
      Map.of(
          "PATHS", "/usr/local/bin:/usr/bin",
          "FILE", "archive.tar.gz",
          "SLASHES", "a/b/c",
          "STARS", "a***b*",
          "EMPTY", "",
          "PATTERN", "*/",
          "LINES", "one\ntwo");

  private static String expand(String word) {
    return WORDS.expand(word, VARIABLES, HERE).value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ${FILE#*.}            | tar.gz
          ${FILE##*.}           | gz
          ${FILE%.*}            | archive.tar
          ${FILE%%.*}           | archive
          ${FILE#nothing}       | archive.tar.gz
          ${FILE%}              | archive.tar.gz
          ${FILE#?????}         | ve.tar.gz
          ${SLASHES#$PATTERN}   | b/c
          ${SLASHES##$PATTERN}  | c
          ${SLASHES/\\//-}      | a-b/c
          ${SLASHES//\\//-}     | a-b-c
          ${SLASHES//[/]}       | a/b/c
          ${STARS%%\\**\\*}     | a
          ${STARS%\\*}          | a***b
          ${PATHS//bin/sbin}    | /usr/local/sbin:/usr/sbin
          ${PATHS/u*l/x}        | /x/bin:/usr/bin
          ${PATHS//:*/}         | /usr/local/bin
          ${EMPTY/x/y}          | ``
          ${EMPTY//*/y}         | y
          ${FILE///}            | archive.tar.gz
          ${UNSET/a/b}          | ``
          ${UNSET#*}            | ``
          "${FILE%.gz}"x        | archive.tarx
          ${UNSET:-${FILE%%.*}} | archive
          """)
  void cutsAndReplaces(String word, String expected) {
    String input = word.replace("\\\\", "\\");
    assertThat(expand(input)).isEqualTo(expected);
  }

  @Test
  void keepsStarsWithinALine() {
    assertThat(expand("${LINES##*}")).isEqualTo("\ntwo");
    assertThat(expand("${LINES%%*}")).isEqualTo("one\n");
    assertThat(expand("${LINES//?/.}")).isEqualTo("...\n...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${FILE#\\x}",
        "${FILE%\\",
        "${FILE//a}",
        "${FILE/a",
        "${FILE=x}",
        "${FILE:=x}",
        "${FILE:}",
        "${}",
        "${",
        "${:-x}",
        "'",
        "\"",
        "${FILE:-'}",
      })
  void refusesWhatNoShellOfDockerfilesKnows(String word) {
    assertThatThrownBy(() -> expand(word))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Dockerfile:3:5: cannot expand ");
  }

  @Test
  void reportsRequiredVariablesWithTheirMessage() {
    assertThatThrownBy(() -> expand("${VERSION:?choose a version}"))
        .hasMessageContaining("VERSION: choose a version")
        .hasMessageContaining("--build-arg VERSION=");
    assertThatThrownBy(() -> expand("${EMPTY:?}")).hasMessageContaining("not allowed to be empty");
    assertThatThrownBy(() -> expand("${UNSET?}")).hasMessageContaining("not allowed to be unset");
    assertThat(expand("${EMPTY?}")).isEmpty();
  }

  @Test
  void reportsWhichVariablesAreSetAndWhichAreNot() {
    var result = WORDS.expand("$FILE ${NOPE} ${ALSO:-$PATHS} '$QUOTED'", VARIABLES, HERE);
    assertThat(result.used()).containsExactlyInAnyOrder("FILE", "PATHS");
    assertThat(result.unset()).containsExactlyInAnyOrder("NOPE", "ALSO");
  }

  @Test
  void escapesWithTheCharacterOfTheDirective() {
    ShellWords backtick = ShellWords.withEscape('`');
    assertThat(backtick.expand("C:\\`$FILE\\x", VARIABLES, HERE).value()).isEqualTo("C:\\$FILE\\x");
  }

  @Test
  void leavesQuotesOfHeredocsAlone() {
    String body = "say \"$FILE\" '${FILE%%.*}' \\$FILE \\\\ it's\n";
    assertThat(ShellWords.expandBody(body, VARIABLES, HERE).value())
        .isEqualTo("say \"archive.tar.gz\" 'archive' $FILE \\ it's\n");
  }

  @Test
  void refusesEndlessNesting() {
    String word = "${A:-".repeat(5000) + "}".repeat(5000);
    assertThatThrownBy(() -> expand(word))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("inside each other");
  }
}
