package dev.slipway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The changes of the story fit the example as it is in this checkout. */
class PlotTest {
  private static final Path EXAMPLE = Path.of("../examples/doctor-app");
  private static final List<Edit> EDITS =
      List.of(Plot.IMPROVEMENT, Plot.NEVER_READY, Plot.FAILS_ITS_USERS);

  @TempDir Path copy;

  private void copy(Edit edit) throws IOException {
    Path file = copy.resolve(edit.file());
    Files.createDirectories(file.getParent());
    Files.copy(EXAMPLE.resolve(edit.file()), file);
  }

  @Test
  void everyChangeFitsTheExampleOnce() throws IOException {
    for (Edit edit : EDITS) {
      copy(edit);
      assertThat(edit.isIn(copy)).isFalse();
      edit.apply(copy);
      assertThat(edit.isIn(copy)).isTrue();
      assertThat(Files.readString(copy.resolve(edit.file())))
          .isEqualTo(
              Files.readString(EXAMPLE.resolve(edit.file())).replace(edit.before(), edit.after()));
    }
  }

  @Test
  void anotherExampleIsRefusedWithWhatIsMissingInIt() throws IOException {
    copy(Plot.FAILS_ITS_USERS);
    Plot.FAILS_ITS_USERS.apply(copy);
    assertThatThrownBy(() -> Plot.FAILS_ITS_USERS.apply(copy))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("backend/src/main/java/com/example/doctor/Api.java")
        .hasMessageContaining("records.find(id)");
    assertThatThrownBy(() -> Plot.IMPROVEMENT.apply(copy))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("patients.json");
  }
}
