package dev.slipway.cli.standin;

import dev.slipway.base.Command;
import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ~/.docker/config.json}: logins and helpers, as docker reads and writes it. */
final class DockerConfigFile {
  private static final Duration HELPER_LIMIT = Duration.ofSeconds(20);
  static final String HUB = "https://index.docker.io/v1/";

  private final Surroundings around;
  private final Path file;

  /** A user and a password. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }

  DockerConfigFile(Surroundings around) {
    this.around = around;
    this.file =
        around
            .variable("DOCKER_CONFIG")
            .map(Path::of)
            .orElseGet(() -> around.home().resolve(".docker"))
            .resolve("config.json");
  }

  Path file() {
    return file;
  }

  ObjectNode read() {
    if (!Files.exists(file)) {
      return Json.MAPPER.createObjectNode();
    }
    try {
      if (Json.parse(Files.readAllBytes(file), file.toString()) instanceof ObjectNode node) {
        return node;
      }
      throw new SlipwayException(file + " is not a JSON object");
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  private void write(ObjectNode config) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      DurableFiles.writeSecret(file, Json.pretty(config).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SlipwayException("could not write " + file + ": " + e.getMessage(), e);
    }
  }

  private static String key(String host) {
    return host.equals("docker.io") ? HUB : host;
  }

  private static ObjectNode object(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
  }

  void login(String host, Login login) {
    ObjectNode config = read();
    String pair = login.user + ":" + login.password;
    object(object(config, "auths"), key(host))
        .put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    write(config);
  }

  /** Takes a login away; returns whether there was one. */
  boolean logout(String host) {
    ObjectNode config = read();
    if (config.get("auths") instanceof ObjectNode auths && auths.has(key(host))) {
      auths.remove(key(host));
      write(config);
      return true;
    }
    return false;
  }

  /** Names the helper for hosts; returns whether anything changed. */
  boolean putHelpers(Iterable<String> hosts, String helper) {
    ObjectNode config = read();
    ObjectNode helpers = object(config, "credHelpers");
    var missing = new TreeSet<String>();
    hosts.forEach(host -> {
      if (!helpers.path(host).asString("").equals(helper)) {
        missing.add(host);
      }
    });
    missing.forEach(host -> helpers.put(host, helper));
    if (!missing.isEmpty()) {
      write(config);
    }
    return !missing.isEmpty();
  }

  /** The login for a registry host, asking its helper when it has one. */
  Optional<Login> find(String host) throws IOException {
    JsonNode config = read();
    String helper = config.path("credHelpers").path(host).asString("");
    if (!helper.isEmpty()) {
      return fromHelper(helper, host);
    }
    String packed = config.path("auths").path(key(host)).path("auth").asString("");
    if (!packed.isEmpty()) {
      String pair = new String(Base64.getDecoder().decode(packed), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Login(pair.substring(0, colon), pair.substring(colon + 1)));
    }
    String store = config.path("credsStore").asString("");
    return store.isEmpty() ? Optional.empty() : fromHelper(store, host);
  }

  private Optional<Login> fromHelper(String helper, String host) throws IOException {
    if (helper.equals("gcloud")) {
      return Optional.of(new Login("_dcgcloud_token", new GoogleTokens(around).accessToken()));
    }
    String program = "docker-credential-" + helper;
    Path real =
        around
            .realProgram(program)
            .orElseThrow(() ->
                new ToolFailure(
                    1,
                    "error getting credentials - err: exec: \""
                        + program
                        + "\": executable file not found in $PATH, out: ``"));
    Command.Result result =
        Command.of(real.toString(), "get")
            .withInput(host.getBytes(StandardCharsets.UTF_8))
            .withLimit(HELPER_LIMIT)
            .run();
    if (!result.succeeded()) {
      around.console().note(result.stderr().strip());
      return Optional.empty();
    }
    JsonNode login =
        Json.parse(result.stdout().getBytes(StandardCharsets.UTF_8), "the answer of " + program);
    return Optional.of(
        new Login(login.path("Username").asString(""), login.path("Secret").asString("")));
  }
}
