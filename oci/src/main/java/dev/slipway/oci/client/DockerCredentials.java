package dev.slipway.oci.client;

import dev.slipway.base.Command;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The logins that {@code docker login} left in {@code config.json}, with credential helpers. */
public final class DockerCredentials implements Credentials {
  private static final Duration HELPER_LIMIT = Duration.ofSeconds(20);
  private static final String TOKEN_USER = "<token>";

  private final Path file;

  /**
   * @param file such as {@code ~/.docker/config.json}; read at each look-up, need not exist
   */
  public DockerCredentials(Path file) {
    this.file = file;
  }

  @Override
  public Optional<Login> find(String host) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new SlipwayException("could not read the registry logins in " + file, e);
    }
    JsonNode config = Json.parse(content, file.toString());
    for (String key : keys(host)) {
      String helper = config.path("credHelpers").path(key).asString("");
      if (!helper.isEmpty()) {
        return fromHelper(helper, key);
      }
    }
    for (String key : keys(host)) {
      Optional<Login> login = fromEntry(config.path("auths").path(key), key);
      if (login.isPresent()) {
        return login;
      }
    }
    String store = config.path("credsStore").asString("");
    return store.isEmpty() ? Optional.empty() : fromHelper(store, keys(host).getFirst());
  }

  /** The names that docker and others use for a registry; Docker Hub has an old one. */
  private static List<String> keys(String host) {
    return host.equals("docker.io")
        ? List.of("https://index.docker.io/v1/", "docker.io", "index.docker.io")
        : List.of(host, "https://" + host, "http://" + host, "https://" + host + "/v2/");
  }

  private Optional<Login> fromEntry(JsonNode entry, String key) {
    String identity = entry.path("identitytoken").asString("");
    if (!identity.isEmpty()) {
      return Optional.of(new Login("", identity));
    }
    String packed = entry.path("auth").asString("");
    if (packed.isEmpty()) {
      return Optional.empty();
    }
    String pair;
    try {
      pair = new String(Base64.getMimeDecoder().decode(packed), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new SlipwayException("the login for " + key + " in " + file + " is not base64", e);
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new SlipwayException("the login for " + key + " in " + file + " has no password");
    }
    return Optional.of(new Login(pair.substring(0, colon), pair.substring(colon + 1)));
  }

  private Optional<Login> fromHelper(String name, String server) {
    String program = "docker-credential-" + name;
    if (!Command.exists(program)) {
      throw new SlipwayException(
          file + " asks for " + program + " to log in to " + server + ", which is not installed");
    }
    Command.Result result =
        Command.of(program, "get")
            .withInput(server.getBytes(StandardCharsets.UTF_8))
            .withLimit(HELPER_LIMIT)
            .run();
    if (!result.succeeded()) {
      if (result.stdout().contains("not found")) {
        return Optional.empty();
      }
      result.orThrow("get the login for " + server);
    }
    JsonNode answer =
        Json.parse(result.stdout().getBytes(StandardCharsets.UTF_8), "answer of " + program);
    String user = answer.path("Username").asString("");
    return Optional.of(
        new Login(user.equals(TOKEN_USER) ? "" : user, answer.path("Secret").asString("")));
  }
}
