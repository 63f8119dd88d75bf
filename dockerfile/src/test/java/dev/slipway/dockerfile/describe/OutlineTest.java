package dev.slipway.dockerfile.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.build.DockerfileAnswers;
import dev.slipway.dockerfile.syntax.DockerfileParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutlineTest {
  private static final String TEXT =
      """
      # GO which compiler
      ARG GO=1.2
      # base where it is compiled
      FROM golang:${GO} AS base
      ARG GO
      # TAGS what to build in
      ARG TAGS=a$GO
      RUN --mount=type=cache,target=/root/.cache --mount=type=secret,id=npm,required=true true
      FROM base AS unused
      ARG OTHER=x
      FROM scratch
      ARG LAST
      COPY --from=base /a /a
      """;

  @TempDir Path context;

  private static Outline outline(BuildRequest request) {
    var file = DockerfileParser.parse(TEXT.getBytes(StandardCharsets.UTF_8), "Dockerfile");
    return Outline.of(file, request);
  }

  @Test
  void tellsWhatTheStagesOfTheTargetTake() {
    Outline outline =
        outline(BuildRequest.of(context).change().buildArgs(Map.of("TAGS", "given")).done());

    assertThat(outline.arguments())
        .containsExactly(
            new Outline.Argument("GO", "1.2", "which compiler", 2),
            new Outline.Argument("TAGS", "given", "what to build in", 7),
            new Outline.Argument("LAST", "", "", 12));
    assertThat(outline.secrets()).extracting(Outline.Secret::id).containsExactly("npm");
    assertThat(outline.caches()).containsExactly("/root/.cache");
    assertThat(outline.name()).isEmpty();
  }

  @Test
  void tellsOfANamedTargetAlone() {
    Outline outline = outline(BuildRequest.of(context).change().target("base").done());

    assertThat(outline.name()).isEqualTo("base");
    assertThat(outline.description()).isEqualTo("where it is compiled");
    assertThat(outline.arguments()).extracting(Outline.Argument::value).contains("a1.2");
  }

  @Test
  void listsTheStages() {
    var file = DockerfileParser.parse(TEXT.getBytes(StandardCharsets.UTF_8), "Dockerfile");

    assertThat(Target.of(file))
        .extracting(Target::name, Target::description, Target::base, Target::role)
        .containsExactly(
            tuple("base", "where it is compiled", "golang:${GO}", Target.Role.NAMED),
            tuple("unused", "", "base", Target.Role.NAMED),
            tuple("", "", "scratch", Target.Role.DEFAULT));
  }

  @Test
  void answersAsBuildKitDoes() throws IOException {
    Files.writeString(context.resolve("Dockerfile"), "FROM scratch as b\nCMD x\n");
    var answers = new DockerfileAnswers(BuildRequest.of(context));

    var check = answers.to(Inquiry.parse("check"));
    var warning = check.path("warnings").path(0);
    assertThat(warning.path("ruleName").asString()).isEqualTo("FromAsCasing");
    assertThat(warning.path("location").path("ranges").path(0).path("start").path("line").asInt())
        .isEqualTo(1);
    assertThat(check.path("sources").path(0).path("filename").asString()).isEqualTo("Dockerfile");
    var target = answers.to(Inquiry.parse("targets")).path("targets").path(0);
    assertThat(target.path("name").asString()).isEqualTo("b");
    assertThat(target.path("default").asBoolean()).isTrue();
    assertThat(answers.to(Inquiry.parse("outline")).path("name").asString()).isEqualTo("b");
    assertThatThrownBy(() -> Inquiry.parse("describe"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("check, outline or targets");
  }
}
