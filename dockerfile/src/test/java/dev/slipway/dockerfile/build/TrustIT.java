package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequest.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What builds of anybody's Dockerfiles may see of trusted ones, and the other way round. */
class TrustIT {
  @RegisterExtension static final SharedBench SHARED = new SharedBench();

  private final Bench bench = SHARED.get();
  @TempDir Path context;

  private BuildRequest request(Trust trust, String dockerfile) throws IOException {
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    return BuildRequest.of(context).change().trust(trust).done();
  }

  @Test
  void anybodysCacheMountsAndResultsAreNoneOfTrustedBuilds() throws Exception {
    String fill = "FROM base\nRUN --mount=type=cache,target=/kept echo planted > /kept/library\n";
    String use =
        "FROM base\nRUN --mount=type=cache,target=/kept cat /kept/library > /used || echo none > /used\n";
    bench.build(request(Trust.ANYBODY, fill));
    var anybodys = bench.build(request(Trust.ANYBODY, use));
    assertThat(bench.text(anybodys, "used")).isEqualTo("planted\n");

    // The same words on the same base: neither the cache nor the result comes along.
    var trusted = bench.build(request(Trust.TRUSTED, use));
    assertThat(bench.text(trusted, "used")).isEqualTo("none\n");
  }

  @Test
  void anybodysDockerfilesBuildOnWhatAnybodyMayHave() throws Exception {
    Files.writeString(context.resolve("secret.txt"), "for us alone");
    bench.build(
        request(Trust.TRUSTED, "FROM base\nCOPY secret.txt /\n")
            .change()
            .tags(List.of("private"))
            .done());

    for (String reading :
        List.of("FROM private\n", "FROM base\nCOPY --from=private /secret.txt /\n")) {
      BuildRequest request = request(Trust.ANYBODY, reading);
      assertThatThrownBy(() -> bench.build(request))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("private");
    }
  }
}
