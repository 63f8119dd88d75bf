package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.oci.Digest;
import dev.slipway.registry.TagMove;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands about repositories, tags and clean-up, on a real registry. */
class RegistryCommandLineTest {
  private static final String IMAGE = "p/r/web";

  @TempDir Path data;
  private ServedRegistry served;

  private record Printed(int exit, String out, String err) {}

  @BeforeEach
  void start() throws IOException {
    served = ServedRegistry.start(data);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private Printed run(String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    String[] all =
        Stream.concat(Stream.of(words), Stream.of("--data", data.toString()))
            .toArray(String[]::new);
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int exit = Main.run(all, console);
    console.out().flush();
    return new Printed(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String done(String... words) {
    Printed printed = run(words);
    assertThat(printed.exit()).as(printed.err()).isZero();
    return printed.out();
  }

  private JsonNode json(String... words) {
    String[] all = Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new);
    return Json.parse(done(all).getBytes(StandardCharsets.UTF_8), String.join(" ", words));
  }

  private String everythingGoes() throws IOException {
    return Files.writeString(
            data.resolve("policies.json"),
            "[{\"name\":\"all\",\"action\":{\"type\":\"Delete\"},"
                + "\"condition\":{\"tagState\":\"any\"}}]")
        .toString();
  }

  private static String shortened(Digest digest) {
    return digest.toString().substring(0, 19);
  }

  @Test
  void repositoriesAreMadeChangedListedAndDeleted() throws IOException {
    assertThat(
            done(
                "repository",
                "p/r",
                "--description",
                "what doctors see",
                "--label",
                "team=doctor",
                "--immutable-tags",
                "on",
                "--location",
                "europe-west1",
                "--policies",
                everythingGoes(),
                "--cleanup",
                "dry-run"))
        .contains("what doctors see", "{\"team\":\"doctor\"}", "immutable")
        .contains("projects/p/locations/europe-west1/repositories/r");
    served.push(IMAGE, "v1.0.0", "one");
    assertThat(done("repositories").lines().skip(1))
        .singleElement()
        .asString()
        .containsSubsequence("p/r ", "europe-west1", " 1 ", "immutable", "1 (dry-run)");
    assertThat(done("repository", "p/r", "--immutable-tags", "off"))
        .contains("what doctors see", "movable");
    assertThat(run("repository", "p/r", "--immutable-tags", "maybe").err())
        .contains("'maybe' is neither on nor off");
    assertThat(done("repository", "p/r", "--delete")).contains("next: slipway restore");
    assertThat(json("repositories").path("repositories").isEmpty()).isTrue();
    assertThat(run("repository", "p/r").err()).contains("does not exist");
  }

  @Test
  void tagsTellWhereTheyWereAndGoBackThere() throws IOException {
    Digest one = served.push(IMAGE, "staging", "one");
    Digest two = served.push(IMAGE, "staging", "two");
    served.push(IMAGE, "v1.0.0", "two");
    assertThat(done("tags", IMAGE).lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).containsSubsequence("staging", "environment", shortened(two)),
            line -> assertThat(line).containsSubsequence("v1.0.0", "semver", shortened(two)));
    assertThat(done("tags", "127.0.0.1:7717/" + IMAGE + ":staging").lines().skip(1).limit(2))
        .satisfiesExactly(
            line -> assertThat(line).containsSubsequence(shortened(one), shortened(two), "ann"),
            line -> assertThat(line).containsSubsequence(" - ", shortened(one), "ann", "push"));
    assertThat(done("tags", IMAGE, "--history", "--limit", "1")).contains("v1.0.0");
    assertThat(run("tags", "p/r/none").err()).contains("no tag of p/r/none", "slipway images");
    assertThat(run("repository", "web").err()).contains("write PROJECT/REPOSITORY");

    assertThat(done("undo-tag", IMAGE + ":staging"))
        .contains(shortened(two) + " → " + shortened(one));
    assertThat(served.registry.digest(IMAGE, "staging")).contains(one);
    TagMove second = served.registry.history(IMAGE, "staging", 9).get(1);
    done("undo-tag", IMAGE + ":staging", "--to", String.valueOf(second.number()));
    assertThat(served.registry.digest(IMAGE, "staging")).contains(two);
    assertThat(run("undo-tag", IMAGE + ":never"))
        .satisfies(refused -> assertThat(refused.exit()).isEqualTo(1))
        .satisfies(refused -> assertThat(refused.err()).contains("has never been moved"));
    assertThat(run("undo-tag", IMAGE).err()).contains("has no tag");
  }

  @Test
  void severalTagsMoveTogetherOrNotAtAll() throws IOException {
    Digest one = served.push(IMAGE, "first", "one");
    Digest two = served.push("p/r/api", "first", "two");
    assertThat(
            done(
                "tag",
                IMAGE + ":staging=first",
                "p/r/api:staging=" + two,
                "--expect",
                IMAGE + ":staging=",
                "--reason",
                "promotion"))
        .contains(IMAGE + ":staging " + shortened(one), "p/r/api:staging " + shortened(two));
    Printed late = run("tag", IMAGE + ":other=first", "--expect", IMAGE + ":other=" + two);
    assertThat(late.exit()).isEqualTo(1);
    assertThat(late.err()).contains("names nothing, not what was expected");
    Printed half = run("tag", IMAGE + ":next=first", "p/r/api:next=sha256:" + "0".repeat(64));
    assertThat(half.exit()).isEqualTo(1);
    assertThat(served.registry.digest(IMAGE, "next")).isEmpty();
    assertThat(run("tag", IMAGE + ":next").err()).contains("does not say what the tag is to name");
    assertThat(run("tag", IMAGE + ":a=first", "--expect", IMAGE + ":b=first").err())
        .contains("is not among the tags to move");
    assertThat(served.registry.history(IMAGE, "staging", 1).getFirst().cause())
        .isEqualTo("promotion");
  }

  @Test
  void aCleanUpIsExplainedDoneAndUndone() throws IOException {
    Digest running = served.push(IMAGE, "main", "running");
    Digest old = served.push(IMAGE, "feature", "old");
    served.uses.put(running, "it runs in production (release 3)");
    String file = everythingGoes();

    assertThat(done("cleanup", "p/r")).contains("0 would be deleted");
    assertThat(done("cleanup", "p/r", "--policies", file))
        .containsPattern("keep +p/r/web:main +\\S+ +it runs in production \\(release 3\\)")
        .containsPattern("delete +p/r/web:feature +\\S+ +policy all deletes it")
        .contains("1 would be deleted; nothing was.");
    assertThat(run("cleanup", "p/r", "--policies", file, "--run").err())
        .contains("policies can only be tried in a dry run");
    done("repository", "p/r", "--policies", file);
    assertThat(done("cleanup", "p/r")).contains("next: slipway cleanup p/r --run");
    String told = done("cleanup", "p/r", "--run");
    assertThat(told).contains("1 deleted.");
    assertThat(served.registry.digest(IMAGE, "feature")).isEmpty();
    assertThat(served.registry.digest(IMAGE, "main")).contains(running);

    assertThat(done("restore")).containsSubsequence("p/r/web@" + old, "feature", "clean-up");
    String cause = told.replaceFirst("(?s).*restore --cleanup '([^']*)'.*", "$1");
    assertThat(done("restore", "--cleanup", cause)).contains("p/r/web@" + old);
    assertThat(served.registry.digest(IMAGE, "feature")).contains(old);
    served.registry.removeManifest(IMAGE, old, ServedRegistry.ANN);
    done("restore", IMAGE + "@" + old);
    assertThat(served.registry.digest(IMAGE, "feature")).contains(old);
    assertThat(run("restore", IMAGE + "@" + old).err()).contains("can be restored");
    assertThat(run("restore", IMAGE).err()).contains("has no digest");
    assertThat(run("cleanup", "r").err()).contains("is not a repository");
    assertThat(run("cleanup", "p/r", "--policies", data.resolve("none").toString()).err())
        .contains("could not read the policies");
  }
}
