package dev.slipway.cli.standin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerTest {
  private static final String JOB = "/api/v1/job/";

  @TempDir Path home;

  private TestTools tools;

  @BeforeEach
  void start() throws IOException {
    tools = new TestTools(home);
  }

  @AfterEach
  void stop() {
    tools.close();
  }

  @Test
  void buildSendsTheOrderAndWritesTheIdFile() throws IOException {
    tools.answer(
        "POST " + JOB + "builds",
        200,
        """
        {"line":"#1 DONE"}
        {"result":{"digest":"sha256:d","imageId":"sha256:i"}}
        """);
    var ended =
        tools.run(
            "docker",
            "build",
            "-t",
            "h.dev/p/r/backend:1",
            "--build-arg",
            "A=b=c",
            "--iidfile",
            "id",
            "-fDockerfile.x",
            "backend/");

    assertThat(ended.exit()).isZero();
    assertThat(ended.err()).contains("#1 DONE");
    assertThat(home.resolve("id")).hasContent("sha256:i");
    var asked = tools.asked.getFirst();
    assertThat(asked.authorization()).isEqualTo("Bearer job-token");
    assertThat(asked.json().path("context").asString()).isEqualTo("backend/");
    assertThat(asked.json().path("directory").asString()).isEqualTo(home.toString());
    assertThat(asked.json().path("dockerfile").asString()).isEqualTo("Dockerfile.x");
    assertThat(asked.json().path("buildArgs").path("A").asString()).isEqualTo("b=c");
    assertThat(asked.json().path("push").asBoolean()).isFalse();
  }

  @Test
  void checksAreAskedForAndPrinted() {
    String text = Base64.getEncoder().encodeToString("FROM a as b\nRUN c\n".getBytes(UTF_8));
    tools.answer(
        "POST " + JOB + "builds/call",
        200,
        """
        {"warnings":[{"ruleName":"FromAsCasing","url":"https://docs/x","detail":"no match",
        "at":"Dockerfile:1:1","location":{"ranges":[{"start":{"line":1},"end":{"line":1}}]}}],
        "sources":[{"data":"%s"}]}\
        """
            .formatted(text));
    var ended = tools.run("docker", "build", "--check", ".");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.out())
        .isEqualTo(
            """
            WARNING: FromAsCasing - https://docs/x
            no match
            Dockerfile:1
            --------------------
               1 | >>> FROM a as b
               2 |     RUN c
            --------------------

            Check complete, 1 warning has been found!
            """);
    assertThat(tools.asked.getFirst().json().path("call").asString()).isEqualTo("check");
    var json = tools.run("docker", "buildx", "build", "--call=check,format=json", ".");
    assertThat(json.out()).contains("\"ruleName\"");
  }

  @Test
  void targetsAndOutlinesArePrintedAsTables() {
    tools.answer(
        "POST " + JOB + "builds/call",
        200,
        "{\"targets\":[{\"name\":\"base\"},{\"name\":\"app\",\"default\":true,\"description\":\"it\"}]}");
    var ended = tools.run("docker", "build", "--call=targets", ".");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).isEqualTo("TARGET           DESCRIPTION\nbase\napp (default)    it\n");
    assertThat(tools.run("docker", "build", "--call=nothing", ".").exit()).isEqualTo(125);
  }

  @Test
  void optionsOfBuildsAreHandedOn() throws IOException {
    tools
        .answer("POST " + JOB + "builds", 200, "{\"result\":{\"imageId\":\"sha256:i\"}}\n")
        .type("FROM scratch\n");
    tools.environment.put("SOURCE_DATE_EPOCH", "7");
    var ended =
        tools.run(
            "docker",
            "build",
            "--add-host=a:10.0.0.1",
            "--ulimit",
            "nofile=1:2",
            "--shm-size=1g",
            "--annotation",
            "k=v",
            "--no-cache-filter=a,b",
            "--provenance=false",
            "--sbom=false",
            "--cpu-shares=3",
            "-o",
            "out",
            "-o",
            "type=oci,dest=a.tar",
            "-");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("--cpu-shares has no effect").doesNotContain("provenance");
    var asked = tools.asked.getFirst().json();
    assertThat(asked.path("dockerfileText").asString()).isEqualTo("FROM scratch\n");
    assertThat(asked.path("addHosts").path(0).asString()).isEqualTo("a:10.0.0.1");
    assertThat(asked.path("noCacheFilters")).hasSize(2);
    assertThat(asked.path("outputs").path(0).asString()).isEqualTo(home + "/out");
    assertThat(asked.path("outputs").path(1).asString())
        .isEqualTo("type=oci,dest=" + home + "/a.tar");
    assertThat(asked.path("shmSize").asString()).isEqualTo("1g");
    assertThat(asked.path("buildArgs").path("SOURCE_DATE_EPOCH").asString()).isEqualTo("7");
    assertThat(tools.run("docker", "build", "--sbom=true", ".").exit()).isEqualTo(125);
    assertThat(tools.run("docker", "build", "--provenance=mode=max", ".").err())
        .contains("--provenance");
    assertThat(tools.run("docker", "builder", "prune", "-af").out()).contains("0B");
  }

  @Test
  void aContextInStandardInputIsUnpackedAndRemoved() throws IOException {
    Path archive = home.resolve("context.tar");
    Files.createDirectories(home.resolve("context/sub"));
    Files.writeString(home.resolve("context/sub/Other"), "FROM scratch\n");
    Command.of("tar", "-cf", archive.toString(), "-C", home.resolve("context").toString(), ".")
        .run()
        .orThrow("make the context");
    tools
        .answer("POST " + JOB + "builds", 200, "{\"result\":{\"imageId\":\"sha256:i\"}}\n")
        .type(Files.readString(archive));

    var ended = tools.run("docker", "build", "-qt", "a:1", "-f", "sub/Other", "-");

    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualTo("sha256:i\n");
    var asked = tools.asked.getFirst().json();
    Path context = Path.of(asked.path("context").asString());
    assertThat(asked.path("dockerfile").asString()).isEqualTo(context + "/sub/Other");
    assertThat(asked.path("tags").path(0).asString()).isEqualTo("a:1");
    assertThat(context).doesNotExist();
    assertThat(tools.type("FROM a").run("docker", "build", "-f", "-", "-").err())
        .contains("can't use stdin for both build context and dockerfile");
    assertThat(tools.type("FROM a").run("docker", "build", "-f", "b", "-").err())
        .contains("ambiguous Dockerfile source");
    assertThat(tools.asked).hasSize(1);
  }

  @Test
  void whatTheEnvironmentAsksOfABuildCounts() throws IOException {
    tools.answer(
        "POST " + JOB + "builds",
        200,
        "{\"line\":\"x\"}\n{\"result\":{\"imageId\":\"sha256:i\"}}\n");
    tools.environment.put("BUILDKIT_PROGRESS", "quiet");
    Files.createDirectories(home.resolve("github.com/a"));
    var ended = tools.run("docker", "build", "github.com/a");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEmpty();
    assertThat(tools.run("docker", "build", "--progress=plain", ".").err()).isEqualTo("x\n");
    assertThat(tools.run("docker", "build", "github.com/b").err()).contains("cannot be read here");
    tools.environment.put("DOCKER_DEFAULT_PLATFORM", "linux/s390x");
    assertThat(tools.run("docker", "build", ".").err()).contains("linux/s390x");
    assertThat(tools.run("docker", "build", "--platform=linux/amd64", ".").exit()).isZero();
  }

  @Test
  void aFailedBuildEndsWithOneAndTheReason() {
    tools.answer("POST " + JOB + "builds", 200, "{\"error\":\"Dockerfile:3: it broke\"}\n");
    var ended = tools.run("docker", "buildx", "build", ".");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .contains("ERROR: failed to build: failed to solve: Dockerfile:3: it broke");
  }

  @Test
  void whatIsNotThereIsRefusedByName() {
    assertThat(tools.run("docker", "run", "alpine").err()).contains("'run' is not there");
    var ended = tools.run("docker", "build", "--squash", ".");
    assertThat(ended.exit()).isEqualTo(125);
    assertThat(ended.err()).contains("unknown flag: --squash");
    assertThat(tools.run("docker", "build").exit()).isEqualTo(1);
    assertThat(tools.asked).isEmpty();
  }

  /** What docker 28.2 says and exits with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tag a; 1; docker: 'docker tag' requires 2 arguments; SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
        "tag --nope a b; 125; unknown flag: --nope; SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
        "push; 1; docker: 'docker push' requires 1 argument; [OPTIONS] NAME[:TAG]",
        "push a b; 1; docker: 'docker push' requires 1 argument; [OPTIONS] NAME[:TAG]",
        "pull; 1; docker: 'docker pull' requires 1 argument; [OPTIONS] NAME[:TAG|@DIGEST]",
        "save; 1; docker: 'docker save' requires at least 1 argument; [OPTIONS] IMAGE [IMAGE...]",
        "save -o; 125; flag needs an argument: 'o' in -o; [OPTIONS] IMAGE [IMAGE...]",
        "rmi; 1; docker: 'docker rmi' requires at least 1 argument; [OPTIONS] IMAGE [IMAGE...]",
        "inspect; 1; docker: 'docker inspect' requires at least 1 argument; [OPTIONS] NAME|ID [NAME|ID...]",
        "history; 1; docker: 'docker history' requires 1 argument; [OPTIONS] IMAGE",
        "images --nope; 125; unknown flag: --nope; [OPTIONS] [REPOSITORY[:TAG]]",
        "logout a b; 1; docker: 'docker logout' requires at most 1 argument; [SERVER]",
        "login -p; 125; flag needs an argument: 'p' in -p; [OPTIONS] [SERVER]"
      })
  void aWrongCommandLineIsToldHowItIsWritten(String line, int exit, String problem, String form) {
    var ended = tools.run(("docker " + line).split(" "));

    String command = line.split(" ")[0];
    assertThat(ended.exit()).isEqualTo(exit);
    assertThat(ended.err())
        .isEqualToIgnoringNewLines(
            problem
                + "\n\nUsage:  docker "
                + command
                + " "
                + form
                + "\n\nRun 'docker "
                + command
                + " --help' for more information\n");
    assertThat(tools.run("docker", command, "--help"))
        .satisfies(help -> assertThat(help.exit()).isZero())
        .satisfies(
            help -> assertThat(help.out()).startsWith("Usage:  docker " + command + " " + form));
    assertThat(tools.asked).isEmpty();
  }

  @Test
  void aPasswordComesFromOnePlaceAndBelongsToSomebody() {
    assertThat(tools.run("docker", "login", "--password-stdin", "h").err())
        .contains("the --password-stdin option requires --username to be set");
    var both = tools.run("docker", "login", "-u", "u", "-p", "p", "--password-stdin", "h");
    assertThat(both.err()).contains("cannot specify both --password and --password-stdin");
    assertThat(both.exit()).isEqualTo(1);
    assertThat(tools.asked).isEmpty();
  }

  @Test
  void loginIsCheckedAndKeptAndUsedByPush() throws IOException {
    tools.answer("POST " + JOB + "logins", 200, "{}").type("secret\n");
    var login =
        tools.run(
            "docker",
            "login",
            "-u",
            "oauth2accesstoken",
            "--password-stdin",
            "https://us-central1-docker.pkg.dev");
    assertThat(login.out()).contains("Login Succeeded");
    assertThat(tools.asked.getLast().json().path("password").asString()).isEqualTo("secret");

    tools.answer(
        "POST " + JOB + "images/push",
        200,
        """
        {"line":"latest: digest: sha256:d size: 1"}
        {"result":{"digest":"sha256:d"}}
        """);
    var push = tools.run("docker", "push", "us-central1-docker.pkg.dev/p/r/backend");
    assertThat(push.exit()).isZero();
    assertThat(push.out()).contains("Using default tag: latest").contains("digest: sha256:d");
    var body = tools.asked.getLast().json().path("login");
    assertThat(body.path("host").asString()).isEqualTo("us-central1-docker.pkg.dev");
    assertThat(body.path("password").asString()).isEqualTo("secret");

    assertThat(tools.run("docker", "logout", "us-central1-docker.pkg.dev").out())
        .contains("Removing login credentials");
    assertThat(Files.readString(home.resolve(".docker/config.json"))).doesNotContain("auth\"");
  }

  @Test
  void aRefusedLoginIsNotKept() {
    tools
        .answer(
            "POST " + JOB + "logins", 400, "{\"detail\":\"unauthorized: the token is unknown\"}")
        .type("wrong");
    var ended = tools.run("docker", "login", "-u", "x", "--password-stdin", "h.dev");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .contains("Error response from daemon: Get \"https://h.dev/v2/\": unauthorized");
    assertThat(home.resolve(".docker/config.json")).doesNotExist();
  }

  @Test
  void configureDockerLetsPushUseTheAccessToken() throws IOException {
    tools.authenticated();
    assertThat(tools.run("gcloud", "auth", "configure-docker", "us-central1-docker.pkg.dev").exit())
        .isZero();
    var config = Json.parse(Files.readAllBytes(home.resolve(".docker/config.json")), "config");
    assertThat(config.path("credHelpers").path("us-central1-docker.pkg.dev").asString())
        .isEqualTo("gcloud");

    tools.answer("POST " + JOB + "images/push", 200, "{\"result\":{\"digest\":\"sha256:d\"}}\n");
    tools.run("docker", "push", "us-central1-docker.pkg.dev/p/r/backend:1");
    var login = tools.asked.getLast().json().path("login");
    assertThat(login.path("user").asString()).isEqualTo("_dcgcloud_token");
    assertThat(login.path("password").asString()).isEqualTo("access");
  }

  @Test
  void pushWithoutALoginSendsNone() {
    tools.answer(
        "POST " + JOB + "images/push", 200, "{\"error\":\"denied: Unauthenticated request.\"}\n");
    var ended = tools.run("docker", "push", "us-central1-docker.pkg.dev/p/r/backend:1");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err().strip()).isEqualTo("denied: Unauthenticated request.");
    assertThat(tools.asked.getLast().json().has("login")).isFalse();
  }

  @Test
  void allTagsOfANameArePushedAndNoOthers() {
    tools.answer(
        "GET " + JOB + "images",
        200,
        """
        {"images":[{"name":"h.dev/p/web:b"},{"name":"h.dev/p/web:a"},{"name":"h.dev/p/webs:a"},
                   {"name":"h.dev/p/other:a"}]}
        """);
    tools.answer("POST " + JOB + "images/push", 200, "{\"result\":{\"digest\":\"sha256:d\"}}\n");
    var ended = tools.run("docker", "push", "--all-tags", "h.dev/p/web");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).doesNotContain("default tag");
    assertThat(tools.asked.stream().map(asked -> asked.json().path("name").asString("")))
        .filteredOn(name -> !name.isEmpty())
        .containsExactly("h.dev/p/web:a", "h.dev/p/web:b");

    assertThat(tools.run("docker", "push", "-a", "h.dev/p/web:a").err())
        .contains("tag can't be used with --all-tags/-a");
    assertThat(tools.run("docker", "push", "-a", "h.dev/p/none").err())
        .contains("An image does not exist locally with the tag: h.dev/p/none");
  }

  @Test
  void imagesHistoryAndInspectReadAsDockers() {
    tools.answer(
        "GET " + JOB + "images",
        200,
        "{\"images\":[{\"name\":\"backend:pr-\",\"digest\":\"sha256:d\",\"imageId\":"
            + "\"sha256:0123456789abcdef\",\"created\":\"2020-01-01T00:00:00Z\",\"bytes\":12345678}]}");
    assertThat(tools.run("docker", "images").out().lines().toList().getLast())
        .startsWith("backend      pr-   0123456789ab")
        .endsWith("12.3MB");
    assertThat(tools.run("docker", "images", "-q").out().strip()).isEqualTo("0123456789ab");
    assertThat(tools.run("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}").out())
        .isEqualTo("backend:pr-\n");
    tools.answer(
        "GET " + JOB + "images/details?name=backend%3Apr-",
        200,
        "{\"digest\":\"sha256:d\",\"imageId\":\"sha256:0123456789abcdef\",\"names\":[\"backend:pr-\"],"
            + "\"layerBytes\":[10,2000],\"configuration\":{\"config\":{\"User\":\"1000\"},\"history\":["
            + "{\"created_by\":\"FROM\"},{\"created_by\":\"ENV\",\"empty_layer\":true},{\"created_by\":\"RUN"
            + " x\"}]}}");
    var lines = tools.run("docker", "history", "backend:pr-").out().lines().toList();
    assertThat(lines.get(1)).startsWith("0123456789ab").contains("RUN x").contains("2.00kB");
    assertThat(lines.get(3)).contains("FROM").contains("10B");
    assertThat(tools.run("docker", "inspect", "-f", "{{.Config.User}}", "backend:pr-").out())
        .isEqualTo("1000\n");
    var refused = tools.run("docker", "inspect", "-f", "{{range .X}}{{end}}", "backend:pr-");
    assertThat(refused.exit()).isEqualTo(64);
  }

  @Test
  void buildxIsWhatActionsLookFor() {
    assertThat(tools.run("docker", "buildx", "version").out())
        .startsWith("github.com/docker/buildx v0.17.1 ");
    assertThat(tools.run("docker", "buildx", "inspect", "--bootstrap").out())
        .contains("Driver:        docker\n")
        .contains("Status:           running\n");
    assertThat(tools.run("docker", "context", "inspect", "--format", "{{.Name}}").out())
        .isEqualTo("default\n");
  }
}
