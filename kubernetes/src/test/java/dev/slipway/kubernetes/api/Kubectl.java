package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real kubectl with its own home and configuration. */
final class Kubectl {
  private final Path program;
  private final Path home;

  /** How a command ended. */
  record Result(int code, String out, String err) {}

  Kubectl(Path program, Path home, TestTls tls, int port) throws IOException {
    this.program = program;
    this.home = home;
    Files.writeString(
        home.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: test
          cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}
        users:
        - name: admin
          user: {token: test}
        contexts:
        - name: test
          context: {cluster: test, user: admin}
        current-context: test
        """
            .formatted(port, tls.certificateBase64()));
  }

  /** Further programs to test, separated by colons. */
  private static final String GIVEN = "SLIPWAY_TEST_KUBECTL";

  /** Every kubectl of this machine, the one on the PATH first, and those that are given. */
  static List<Path> found() {
    var all = new ArrayList<Path>();
    Stream.of(System.getenv().getOrDefault(GIVEN, "").split(":"))
        .filter(given -> !given.isEmpty())
        .map(Path::of)
        .forEach(all::add);
    for (int minor = 20; minor < 60; minor++) {
      for (String place : List.of("/usr/lib/google-cloud-sdk/bin/kubectl.1." + minor)) {
        if (Files.isExecutable(Path.of(place))) {
          all.add(Path.of(place));
        }
      }
    }
    Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(d -> Path.of(d, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst()
        .ifPresent(all::addFirst);
    return all;
  }

  /** The minor number of its version. */
  int minor() {
    return minor(program);
  }

  /** The minor number of a program's version. */
  static int minor(Path program) {
    String version =
        Command.of(program.toString(), "version", "--client", "-o", "json")
            .run()
            .orThrow("ask kubectl for its version")
            .stdout();
    String minor =
        Json.parse(version.getBytes(StandardCharsets.UTF_8), "kubectl version")
            .at("/clientVersion/minor")
            .asString("");
    return Integer.parseInt(minor.replaceAll("[^0-9]", ""));
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    return runWith("", arguments);
  }

  /** What a command says that must succeed. */
  String ok(String... arguments) throws IOException, InterruptedException {
    Result result = run(arguments);
    assertThat(result.code())
        .as("kubectl %s: %s", String.join(" ", arguments), result.err())
        .isZero();
    return result.out();
  }

  /** What a command complains of that must fail. */
  String refused(String... arguments) throws IOException, InterruptedException {
    Result result = run(arguments);
    assertThat(result.code()).as("kubectl %s", String.join(" ", arguments)).isNotZero();
    return result.err();
  }

  Result runWith(String input, String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("kubectl " + String.join(" ", arguments) + " did not end");
    }
    return new Result(
        process.exitValue(),
        Files.readString(home.resolve("out")),
        Files.readString(home.resolve("err")));
  }

  /** Starts a command whose output grows in the file {@code out}. */
  Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("HOME", home.toString());
    // It ends before there is anything to collect.
    builder.environment().put("GOGC", "off");
    builder.environment().put("KUBECONFIG", home.resolve("config").toString());
    builder.redirectOutput(home.resolve("out").toFile());
    builder.redirectError(home.resolve("err").toFile());
    return builder.start();
  }

  Path file(String name, String content) throws IOException {
    return Files.writeString(home.resolve(name), content);
  }

  String output() throws IOException {
    return Files.readString(home.resolve("out"));
  }
}
