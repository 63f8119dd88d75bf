package dev.slipway.runner.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueFileTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> read(String text) {
    return ValueFile.read(bytes(text), "GITHUB_OUTPUT");
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("", Map.of()),
        Arguments.of("\n\r\n\n", Map.of()),
        Arguments.of("a=b", Map.of("a", "b")),
        Arguments.of("a=b\n", Map.of("a", "b")),
        Arguments.of("a=b\r\nc=d\r\n", Map.of("a", "b", "c", "d")),
        Arguments.of("a=", Map.of("a", "")),
        Arguments.of("a==b=", Map.of("a", "=b=")),
        Arguments.of("a=b<<EOF", Map.of("a", "b<<EOF")),
        Arguments.of("\ufeffa=ü", Map.of("a", "ü")),
        Arguments.of("  a = b ", Map.of("  a ", " b ")),
        Arguments.of("a=1\na=2\n", Map.of("a", "2")),
        Arguments.of("a<<EOF\nEOF\n", Map.of("a", "")),
        Arguments.of("a<<EOF\n\nEOF\n", Map.of("a", "")),
        Arguments.of("a<<EOF\n\n\nEOF\n", Map.of("a", "\n")),
        Arguments.of("a<<EOF\none\nEOF", Map.of("a", "one")),
        Arguments.of("a<<EOF\none\n\ntwo=2\nEOF\nb=c\n", Map.of("a", "one\n\ntwo=2", "b", "c")),
        Arguments.of("a<<EOF\r\none\r\ntwo\r\nEOF\r\n", Map.of("a", "one\r\ntwo")),
        Arguments.of("a<<EOF\n EOF\nEOF \nEOF\n", Map.of("a", " EOF\nEOF ")),
        Arguments.of("a<<=\nx\n=\n", Map.of("a", "x")),
        Arguments.of("a<<g_1\nx<<y\ng_1\nb<<g_2\nz\ng_2\n", Map.of("a", "x<<y", "b", "z")));
  }

  @ParameterizedTest
  @MethodSource("files")
  void valuesAreRead(String text, Map<String, String> values) {
    assertThat(read(text)).isEqualTo(values);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("a", "line 1: expected name=value or name<<delimiter, not 'a'"),
        Arguments.of("a=b\n\nnonsense\n", "line 3: expected"),
        Arguments.of(" \n", "line 1: expected"),
        Arguments.of("=b", "line 1: the name is empty"),
        Arguments.of("<<EOF\nEOF\n", "line 1: the name is empty"),
        Arguments.of("a<<\n\n", "line 1: the delimiter behind << is empty"),
        Arguments.of("x=y\na<<EOF\none\ntwo\n", "line 2: no line consists of the delimiter 'EOF'"),
        Arguments.of("a<<EOF", "line 1: no line consists of the delimiter"),
        Arguments.of("a<<EOF one EOF", "line 1: no line consists of the delimiter 'EOF one EOF'"),
        Arguments.of("a=b\nc=d\0", "line 2: a zero byte"),
        Arguments.of("x".repeat(200), "not '" + "x".repeat(100) + "...'"),
        Arguments.of("a<<EOF\none\ntwo EOF", "line 1: no line consists of the delimiter"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedFilesAreRefusedWithTheLine(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(CommandFileException.class)
        .hasMessageStartingWith("$GITHUB_OUTPUT, ")
        .hasMessageContaining(message);
  }

  @Test
  void valuesKeepTheirOrder() {
    assertThat(read("b=1\na=2\nb=3\n")).containsExactly(entry("b", "3"), entry("a", "2"));
  }

  @Test
  void nodeOptionsAreRefusedWhateverTheirCase() {
    var file = VariableFile.read(bytes("A=1\nNODE_OPTIONS=x\nnode_Options<<E\ny\nE\n"));
    assertThat(file.variables()).containsExactly(entry("A", "1"));
    assertThat(file.refusals())
        .hasSize(2)
        .allSatisfy(text -> assertThat(text).containsIgnoringCase("NODE_OPTIONS"));
  }

  @Test
  void theLastDirectoryIsSearchedFirstAndMovesToTheFront() {
    assertThat(PathFile.read(bytes("\ufeff/a\r\n\n/b\n"))).containsExactly("/a", "/b");
    assertThat(PathFile.prepend(List.of("/x", "/a", "/y"), List.of("/a", "/b")))
        .containsExactly("/b", "/a", "/x", "/y");
    assertThat(PathFile.prepend(List.of("/a"), List.of("/b", "/c", "/b")))
        .containsExactly("/b", "/c", "/a");
  }

  @Test
  void summariesAreLimited() {
    assertThat(StepSummary.read(7, bytes("# told\n")))
        .isEqualTo(new StepSummary.Written("# told\n"));
    assertThat(StepSummary.read(1, bytes("\n"))).isEqualTo(new StepSummary.None());
    assertThat(StepSummary.read(StepSummary.LIMIT, bytes("x")))
        .isInstanceOf(StepSummary.Written.class);
    assertThat(StepSummary.read(StepSummary.LIMIT + 1L, bytes("x")))
        .isInstanceOfSatisfying(
            StepSummary.TooLarge.class,
            large -> assertThat(large.message()).contains("1024 KiB", "1025 KiB"));
  }

  @Test
  void outputsThatHoldASecretStayBehind() {
    var masker = new SecretMasker();
    masker.add("s3cret");
    var safe = SafeOutputs.of(Map.of("a", "1", "b", "xs3cretx"), masker);
    assertThat(safe.outputs()).containsExactly(entry("a", "1"));
    assertThat(safe.warnings()).containsExactly("Skip output 'b' since it may contain secret.");
  }
}
