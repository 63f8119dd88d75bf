package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.registry.RegistrySettings.SparseIndexes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class SettingsTest {
  private static final Settings.Wishes NONE =
      new Settings.Wishes(Optional.empty(), Optional.empty(), Optional.empty());

  @TempDir Path directory;

  @Test
  void staysTheSameFromStartToStartAndKeepsWhatTheUserWrote() throws IOException {
    var data = new DataDirectory(directory);
    Settings first = Settings.load(data, false, NONE);
    assertThat(Settings.load(data, false, NONE)).isEqualTo(first);

    var written = (ObjectNode) Json.parse(Files.readAllBytes(data.settings()), "config.json");
    written.put("sparseIndexes", "accepted");
    Files.write(data.settings(), Json.bytes(written));
    var wish = new Settings.Wishes(Optional.of(first.port()), Optional.of(7001), Optional.empty());

    assertThat(Settings.load(data, false, wish).indexes()).isEqualTo(SparseIndexes.ACCEPTED);
    Settings kept = Settings.load(data, false, NONE);
    assertThat(kept.kubernetesPort()).isEqualTo(7001);
    assertThat(kept.indexes()).isEqualTo(SparseIndexes.ACCEPTED);
  }

  @Test
  void anOlderFileMeansTheUsual() throws IOException {
    var data = new DataDirectory(directory);
    Files.writeString(
        data.settings(),
        """
        {"port": 7717, "kubernetesPort": 7643, "ingressPort": 7780, "imageHosts": ["h.example"]}
        """);
    Settings settings = Settings.load(data, false, NONE);
    assertThat(settings.indexes()).isEqualTo(SparseIndexes.REFUSED);
    assertThat(settings.imageHosts()).containsExactly("h.example");
  }

  @Test
  void saysWhichWordIsMeant() throws IOException {
    var data = new DataDirectory(directory);
    Files.writeString(
        data.settings(),
        """
        {"port": 7717, "kubernetesPort": 7643, "ingressPort": 7780, "imageHosts": [],
         "sparseIndexes": "yes"}
        """);
    assertThatThrownBy(() -> Settings.load(data, false, NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("sparseIndexes is \"yes\"")
        .hasMessageContaining("refused");
  }
}
