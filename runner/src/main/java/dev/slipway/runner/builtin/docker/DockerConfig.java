package dev.slipway.runner.builtin.docker;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.runner.RegistryLogin;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The job's own {@code config.json} of docker: logins and helpers. */
final class DockerConfig {
  private static final String HUB = "https://index.docker.io/v1/";

  private final ActionRun run;
  private final Path file;

  DockerConfig(ActionRun run) {
    this.run = run;
    String directory = run.environment().getOrDefault("DOCKER_CONFIG", "");
    this.file =
        (directory.isEmpty() ? run.files().home().resolve(".docker") : Path.of(directory))
            .resolve("config.json");
  }

  /** The logins for the hosts of these images, as far as there are any. */
  List<RegistryLogin> logins(Iterable<String> hosts) throws InterruptedException {
    var distinct = new TreeSet<String>();
    hosts.forEach(distinct::add);
    var logins = new ArrayList<RegistryLogin>();
    for (String host : distinct) {
      login(host).ifPresent(logins::add);
    }
    return logins;
  }

  private Optional<RegistryLogin> login(String host) throws InterruptedException {
    JsonNode config = read();
    String helper = config.path("credHelpers").path(host).asString("");
    if (!helper.isEmpty()) {
      return Optional.of(fromHelper(helper, host));
    }
    String packed = config.path("auths").path(key(host)).path("auth").asString("");
    if (packed.isEmpty()) {
      return Optional.empty();
    }
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(packed), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new SlipwayException("the login for " + host + " in " + file + " is not base64", e);
    }
    int colon = Math.max(0, pair.indexOf(':'));
    return Optional.of(
        new RegistryLogin(
            host, pair.substring(0, colon), pair.substring(Math.min(pair.length(), colon + 1))));
  }

  /** gcloud's helper hands out the access token; asking for it directly is the same. */
  private RegistryLogin fromHelper(String helper, String host) throws InterruptedException {
    if (!helper.equals("gcloud") && !helper.equals("gcr")) {
      throw new SlipwayException(
          file
              + " asks for docker-credential-"
              + helper
              + " to log in to "
              + host
              + ", which the built-in action does not use; log in with docker/login-action");
    }
    var lines = new ArrayList<String>();
    int exit =
        run.exec(
            List.of("gcloud", "auth", "print-access-token"),
            run.files().workspace(),
            Map.of(),
            lines::add);
    if (exit != 0 || lines.isEmpty()) {
      throw new SlipwayException(
          "gcloud gave no access token for " + host + ": " + String.join("\n", lines));
    }
    String token = lines.getLast().strip();
    run.mask(token);
    return new RegistryLogin(host, "oauth2accesstoken", token);
  }

  void put(RegistryLogin login) {
    ObjectNode config = read();
    String pair = login.user() + ":" + login.password();
    String packed = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    run.mask(packed);
    config.withObject("/auths").withObject("/" + pointer(key(login.host()))).put("auth", packed);
    write(config);
  }

  void remove(String host) {
    ObjectNode config = read();
    if (config.get("auths") instanceof ObjectNode auths) {
      auths.remove(key(host));
      write(config);
    }
  }

  private static String pointer(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String key(String host) {
    return host.equals("docker.io") ? HUB : host;
  }

  private ObjectNode read() {
    try {
      Optional<byte[]> content = new Placement(run.files()).read(file);
      return content.isPresent()
              && Json.parse(content.get(), file.toString()) instanceof ObjectNode node
          ? node
          : Json.MAPPER.createObjectNode();
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  private void write(ObjectNode config) {
    try {
      new Placement(run.files())
          .write(file, Json.pretty(config).getBytes(StandardCharsets.UTF_8), 0600);
    } catch (IOException e) {
      throw new SlipwayException("could not write " + file + ": " + e.getMessage(), e);
    }
  }
}
