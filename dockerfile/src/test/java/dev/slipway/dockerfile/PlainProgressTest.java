package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainProgressTest {
  @Test
  void showsStepsAsLines() {
    var lines = new ArrayList<String>();
    var progress = new PlainProgress(lines::add);
    for (BuildEvent event :
        List.of(
            new BuildEvent.StepStarted(1, "[internal] load build definition from Dockerfile"),
            new BuildEvent.StepFinished(1, Duration.ofMillis(40)),
            new BuildEvent.StepStarted(2, "[a 2/3] RUN one"),
            new BuildEvent.StepStarted(3, "[b 2/2] COPY x y"),
            new BuildEvent.StepOutput(
                2, BuildEvent.Stream.STDOUT, "hello", Duration.ofMillis(1234)),
            new BuildEvent.StepCached(3),
            new BuildEvent.StepFailed(2, Duration.ofSeconds(2), "exit code 1"))) {
      progress.on(event);
    }

    assertThat(String.join("\n", lines))
        .isEqualTo(
            """
            #1 [internal] load build definition from Dockerfile
            #1 DONE 0.0s

            #2 [a 2/3] RUN one

            #3 [b 2/2] COPY x y

            #2 [a 2/3] RUN one
            #2 1.234 hello

            #3 [b 2/2] COPY x y
            #3 CACHED

            #2 [a 2/3] RUN one
            #2 ERROR: exit code 1\
            """);
  }
}
