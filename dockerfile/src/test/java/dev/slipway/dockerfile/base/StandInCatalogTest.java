package dev.slipway.dockerfile.base;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.oci.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandInCatalogTest {
  @TempDir Path dir;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        dir.resolve("index.json"),
        """
        {"debian:12*": "debian", "nginx": "nginx", "maven:3.9*-temurin-25*": "maven",
         "ghcr.io/a/b:*": "b"}
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "debian:12-slim, debian",
    "docker.io/library/debian:12, debian",
    "debian:11, ",
    "debian, ",
    "nginx, nginx",
    "nginx:latest, nginx",
    "nginx:alpine, ",
    "example.com/nginx, ",
    "maven:3.9.9-temurin-25-noble, maven",
    "ghcr.io/a/b:x, b"
  })
  void finds(String reference, String directory) throws IOException {
    var found = StandInCatalog.read(dir).find(ImageReference.parse(reference));

    assertThat(found.map(path -> String.valueOf(path.getFileName())).orElse(null))
        .isEqualTo(directory);
  }
}
