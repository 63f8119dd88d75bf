package dev.slipway.dockerfile.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.slipway.base.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Any ignore file is read or refused, and answers for any path, in one step or down the tree. */
class IgnoreFuzzTest {
  /** The patterns, a zero byte, a path. */
  @FuzzTest
  void matcher(byte[] input) {
    int zero = 0;
    while (zero < input.length && input[zero] != 0) {
      zero++;
    }
    byte[] patterns = Arrays.copyOf(input, zero);
    String path =
        new String(
                input,
                Math.min(zero + 1, input.length),
                Math.max(0, input.length - zero - 1),
                StandardCharsets.UTF_8)
            .replaceAll("(^|/)(\\.{0,2}(/|$))+", "$1");
    try {
      IgnorePatterns read = IgnorePatterns.parse(patterns, ".dockerignore");
      if (!path.isEmpty() && !path.endsWith("/")) {
        assertThat(descend(read, path)).isEqualTo(read.matches(path));
      }
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith(".dockerignore");
    }
  }

  private static boolean descend(IgnorePatterns patterns, String path) {
    IgnoreMatcher at = patterns.matcher();
    String[] names = path.split("/", -1);
    for (int i = 0; i + 1 < names.length; i++) {
      at = at.directory(names[i]);
    }
    return at.ignores(names[names.length - 1]);
  }
}
