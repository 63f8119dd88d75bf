package dev.slipway.runner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runner.builtin.docker.Metadata;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tags that docker/metadata-action documents. */
class MetadataTest {
  private static final String COMMIT = "860c1904a1ce19322e91ac35af1ab07466440c37";
  private final Metadata action =
      new Metadata(Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC));

  @TempDir Path directory;

  private TestRun run(String ref, String event, Map<String, String> with) throws Exception {
    var run = TestRun.of(directory, TestRun.job(ref, COMMIT, event), action, with);
    action.main(run);
    return run;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "refs/heads/main | push | type=ref;event=branch | main",
        "refs/heads/feat/a_b | push | type=ref;event=branch | feat-a_b",
        "refs/pull/2/merge | pull_request | type=ref;event=pr | pr-2",
        "refs/tags/v1.2.3 | push | type=ref;event=tag | v1.2.3 latest",
        "refs/tags/v1.2.3 | push | type=semver;pattern={{version}} | 1.2.3 latest",
        "refs/tags/v1.2.3 | push | type=semver;pattern={{major}}.{{minor}} | 1.2 latest",
        "refs/tags/v2.0.8-beta.67 | push | type=semver;pattern={{version}} | 2.0.8-beta.67",
        "refs/tags/v2.0.8-beta.67 | push | type=semver;pattern={{major}} | 2.0.8-beta.67",
        "refs/tags/latest | push | type=semver;pattern={{version}} | ''",
        "refs/tags/p1/v1.3.0 | push | type=match;pattern=v(.*);group=1 | 1.3.0 latest",
        "refs/heads/main | push | type=sha | sha-860c190",
        "refs/heads/main | push | type=sha;format=long;prefix= | " + COMMIT,
        "refs/heads/main | schedule | type=schedule;pattern={{date 'YYYYMMDD'}} | 20260304",
        "refs/heads/main | push | type=schedule | ''",
        "refs/heads/main | push | type=raw;value=a;enable=false | ''",
        "refs/heads/main | push | type=raw;value={{branch}}-{{sha}} | main-860c190",
        "refs/heads/main | push | type=raw;value=edge-{{date 'HH' tz='Asia/Tokyo'}} | edge-14",
      })
  void eachRuleGivesItsTag(String ref, String event, String rule, String tags) throws Exception {
    TestRun run = run(ref, event, Map.of("tags", rule.replace(';', ',')));
    assertThat(run.outputs.getOrDefault("tags", "").replace('\n', ' ')).isEqualTo(tags);
  }

  @Test
  void imagesTagsAndLabelsGoTogether() throws Exception {
    TestRun run =
        run(
            "refs/tags/v1.2.3",
            "push",
            Map.of(
                "images", "Ghcr.io/Acme/App\nname=acme/app",
                "tags", "type=sha\ntype=semver,pattern={{version}}",
                "flavor", "latest=false\nsuffix=-slim",
                "labels", "maintainer=me"));
    assertThat(run.outputs.getOrDefault("tags", "").lines())
        .containsExactly(
            "ghcr.io/acme/app:1.2.3-slim",
            "ghcr.io/acme/app:sha-860c190-slim",
            "acme/app:1.2.3-slim",
            "acme/app:sha-860c190-slim");
    assertThat(run.outputs).containsEntry("version", "1.2.3-slim");
    assertThat(run.outputs.get("labels"))
        .contains("maintainer=me", "org.opencontainers.image.revision=" + COMMIT)
        .contains("org.opencontainers.image.version=1.2.3-slim");
    assertThat(run.exported).containsEntry("DOCKER_METADATA_OUTPUT_VERSION", "1.2.3-slim");
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> run("refs/heads/main", "push", Map.of("tags", "type=semantic")))
        .hasMessageContaining("semantic");
    assertThatThrownBy(() -> run("refs/heads/main", "push", Map.of("tags", "{{brunch}}")))
        .hasMessageContaining("{{brunch}} is not known");
    assertThatThrownBy(() -> run("refs/heads/main", "push", Map.of("flavor", "newest=true")))
        .hasMessageContaining("newest");
  }
}
