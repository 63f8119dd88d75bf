package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.base.Command;
import dev.slipway.base.InputException;
import dev.slipway.kustomize.load.RemoteUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources in git repositories and on web servers. */
class RemoteTest {
  @TempDir Path directory;
  private String repository;

  @BeforeEach
  void makeRepository() throws IOException {
    assumeTrue(Command.exists("git"), "git is needed to fetch repositories");
    repository = "file://" + directory.resolve("repo");
    file("repo/base/kustomization.yaml", "resources: [s.yaml]");
    file("repo/base/s.yaml", "{apiVersion: v1, kind: Service, metadata: {name: web}}");
    file("repo/over/kustomization.yaml", "resources: [../base]\nnamePrefix: o-");
    file("repo/out/kustomization.yaml", "resources: [../../elsewhere]");
    file("repo/self/kustomization.yaml", "resources: ['" + repository + "//self']");
    Files.createSymbolicLink(directory.resolve("repo/base/link.yaml"), directory.resolve("secret"));
    file("repo/leak/kustomization.yaml", "resources: [link.yaml]");
    Files.createSymbolicLink(directory.resolve("repo/leak/link.yaml"), directory.resolve("secret"));
    file("secret", "{apiVersion: v1, kind: Secret, metadata: {name: s}}");
    file("elsewhere/kustomization.yaml", "namePrefix: x-");
    git("init", "-q", "-b", "main");
    git("add", "-A");
    commit("one");
    git("tag", "v1");
    file("repo/base/s.yaml", "{apiVersion: v1, kind: Service, metadata: {name: newer}}");
    git("add", "-A");
    commit("two");
  }

  @Test
  void aDirectoryOfARepositoryIsAResource() throws IOException {
    assertThat(build("resources: ['%s//over?ref=v1']")).contains("name: o-web\n");
    assertThat(build("resources: ['%s//over']")).contains("name: o-newer\n");
    assertThat(build("resources: ['git::%s//base/?version=v1&timeout=90s&submodules=false']"))
        .contains("name: web\n");
    assertThat(build("resources: ['%s//over?ref=v1']\nbuildMetadata: [originAnnotations]"))
        .contains("path: base/s.yaml\n      repo: " + repository + "\n      ref: v1\n");
  }

  @Test
  void theSameRepositoryMayComeTwiceInOneBuild() throws IOException {
    assertThat(build("resources: ['%1$s//over?ref=v1', '%1$s//base?ref=v1']"))
        .contains("name: o-web\n", "name: web\n");
  }

  @Test
  void aBuildMayStartInARepository() {
    assertThat(Kustomize.build(directory, repository + "//over?ref=v1", BuildOptions.TOOL).yaml())
        .contains("name: o-web\n");
  }

  @Test
  void mistakesSayWhatGitSaid() {
    assertFails("resources: ['%s//over?ref=nope']", "o/kustomization.yaml:1:13: ", "nope", "ref=");
    assertFails("resources: ['%s//missing']", "there is no \"missing\"");
    assertFails("resources: ['%s-not//over']", "cannot fetch");
    assertFails("resources: ['%s//self']", "cycle detected");
  }

  @Test
  void aRepositoryReadsNothingOutsideItself() {
    assertFails("resources: ['%s//out']", "there is no \"../../elsewhere\"");
    assertFails("resources: ['%s//leak']", "leads out of the repository");
    assertFails("resources: ['%s//../elsewhere']", "there is no");
  }

  @Test
  void whatWasFetchedIsRemoved() throws IOException {
    Path before = Files.createDirectories(directory.resolve("tmp"));
    assertThat(before).isEmptyDirectory();
    long clones = clones();
    build("resources: ['%s//over?ref=v1']");
    assertFails("resources: ['%s//missing']", "missing");
    assertThat(clones()).isEqualTo(clones);
  }

  private static long clones() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().startsWith("kustomize-")).count();
    }
  }

  @Test
  void withoutPermissionNothingIsFetched() throws IOException {
    file("o/kustomization.yaml", "resources: ['" + repository + "//over']");
    assertThatThrownBy(() -> Kustomize.build(directory.resolve("o")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is remote");
  }

  @Test
  void aFileOnAWebServerIsAResource() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body =
        "{apiVersion: v1, kind: Service, metadata: {name: far}}".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          boolean there = exchange.getRequestURI().getPath().equals("/x/s.yaml");
          exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
          exchange.getResponseBody().write(there ? body : new byte[0]);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://user:pass@localhost:" + server.getAddress().getPort();
      assertThat(
              build(
                  "namePrefix: a-\nresources: ['"
                      + address.replace("user:pass@", "")
                      + "/x/s.yaml']"))
          .contains("name: a-far\n");
      assertThatThrownBy(() -> build("resources: ['" + address + "/x/t.yaml']"))
          .hasMessageContaining("cannot fetch")
          .hasMessageNotContaining("pass");
      assertThatThrownBy(
              () -> build("patches: [{path: '" + address.replace("user:pass@", "") + "/p.yaml'}]"))
          .hasMessageContaining("there is no file at");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "https://github.com/org/repo//path/to?ref=v1|https://github.com/org/repo|path/to|v1",
        "https://github.com/org/repo/path/to/?ref=v1|https://github.com/org/repo|path/to|v1",
        "github.com/org/repo|https://github.com/org/repo||",
        "github.com/org/repo.git//a?ref=b|https://github.com/org/repo.git|a|b",
        "git@github.com:org/repo//a|git@github.com:org/repo|a|",
        "git@github.com:org/repo/a?ref=x|git@github.com:org/repo|a|x",
        "git@gitlab.com:group/sub/repo.git/a|git@gitlab.com:group/sub/repo.git|a|",
        "ssh://git@example.com:2222/org/repo.git//a/b|ssh://git@example.com:2222/org/repo.git|a/b|",
        "ssh://git@example.com/org/repo|ssh://git@example.com/org/repo||",
        "https://example.com/g/s/repo.git/a?ref=b|https://example.com/g/s/repo.git|a|b",
        "https://dev.azure.com/o/p/_git/r/a?ref=b|https://dev.azure.com/o/p/_git/r|a|b",
        "file:///srv/git/repo//a|file:///srv/git/repo|a|",
        "git::https://example.com/repo//a|https://example.com/repo|a|",
        "../base|-|-|-",
        "example.yaml|-|-|-",
        "git@notes.yaml|-|-|-",
      })
  void addressesAreTakenApart(String text, String repo, String path, String ref) {
    var parsed = RemoteUrl.parse(text);
    if (repo == null) {
      assertThat(parsed).isEmpty();
      return;
    }
    assertThat(parsed).map(RemoteUrl::repository).contains(repo);
    assertThat(parsed).map(RemoteUrl::directory).contains(path == null ? "" : path);
    assertThat(parsed).map(RemoteUrl::ref).contains(ref == null ? "" : ref);
  }

  private String build(String kustomization) throws IOException {
    file("o/kustomization.yaml", kustomization.formatted(repository));
    return Kustomize.build(directory, "o", BuildOptions.TOOL).yaml();
  }

  private void assertFails(String kustomization, String... messages) {
    assertThatThrownBy(() -> build(kustomization))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(messages);
  }

  private void commit(String message) {
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", message);
  }

  private void git(String... arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Command.of(command).withDirectory(directory.resolve("repo")).run().orThrow("make a repository");
  }

  private void file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
