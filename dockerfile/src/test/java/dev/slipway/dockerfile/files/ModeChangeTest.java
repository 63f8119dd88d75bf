package dev.slipway.dockerfile.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModeChangeTest {
  private static final Position HERE = new Position("Dockerfile", 2, 1);

  @ParameterizedTest
  @CsvSource({
    "755, 644, 755",
    "4755, 644, 4755",
    "0600, 777, 600",
    "00755, 644, 755",
    "u=rwx, 6755, 2755",
    "=rx, 7755, 1555",
    "u+t, 755, 1755",
    "o+t, 755, 755",
    "a-st, 7755, 755",
    "u+x, 644, 744",
    "+x, 644, 755",
    "go-rwx, 755, 700",
    "'u=rwX,go=rX', 640, 644",
    "'u=rwX,go=rX', 740, 755",
    "a=r, 777, 444",
    "g+s, 755, 2755",
    "+t, 777, 1777",
    "u-w+x, 644, 544",
    "g=u, 640, 660",
    "o=g, 750, 755",
    "'u=g,o-u', 777, 770",
    "go=, 755, 700"
  })
  void changes(String change, String before, String after) {
    int mode = ModeChange.parse(change, HERE).apply(Integer.parseInt(before, 8), false);

    assertThat(Integer.toOctalString(mode)).isEqualTo(after);
  }

  @Test
  void makesDirectoriesSearchable() {
    assertThat(ModeChange.parse("u=rwX,go=rX", HERE).apply(0600, true)).isEqualTo(0755);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> ModeChange.parse("rwx", HERE)).hasMessageContaining("Dockerfile:2:1");
    assertThatThrownBy(() -> ModeChange.parse("8", HERE)).hasMessageContaining("not a mode");
  }
}
