package dev.slipway.dockerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.testing.Oracles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ParserConformanceTest {
  @BeforeAll
  static void needsTheConformanceData() {
    Oracles.require("dockerfile-parser");
  }

  @TestFactory
  List<DynamicTest> dumpsAsTheReferenceDoes() throws IOException {
    return folders("testfiles", this::compare);
  }

  @TestFactory
  List<DynamicTest> refusesWhatTheReferenceRefuses() throws IOException {
    return folders(
        "testfiles-negative",
        folder ->
            assertThatThrownBy(() -> DockerfileParser.tree(read(folder), folder.toString()))
                .isInstanceOf(InputException.class));
  }

  private void compare(Path folder) throws IOException {
    SyntaxTree tree = DockerfileParser.tree(read(folder), folder.toString());
    assertThat(tree.dump() + "\n").isEqualTo(Files.readString(folder.resolve("result")));
  }

  private static byte[] read(Path folder) throws IOException {
    return Files.readAllBytes(folder.resolve("Dockerfile"));
  }

  private interface Check {
    void run(Path folder) throws IOException;
  }

  private static List<DynamicTest> folders(String kind, Check check) throws IOException {
    Path root = Oracles.require("dockerfile-parser").resolve(kind);
    try (Stream<Path> folders = Files.list(root)) {
      var tests =
          folders
              .sorted()
              .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check.run(f)))
              .toList();
      assertThat(tests).isNotEmpty();
      return tests;
    }
  }
}
