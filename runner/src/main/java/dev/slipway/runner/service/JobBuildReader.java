package dev.slipway.runner.service;

import dev.slipway.base.InputException;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobContext;
import dev.slipway.runner.RegistryLogin;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads build orders and logins out of requests. */
final class JobBuildReader {
  private JobBuildReader() {}

  static JobBuild read(JsonNode body) {
    Path directory = Path.of(body.path("directory").asString("/"));
    String context = body.path("context").asString("");
    if (context.isEmpty()) {
      throw invalid("context is missing", "name the build context");
    }
    return new JobBuild(
        new JobContext.Directory(directory.resolve(context)),
        directory,
        text(body, "dockerfile").map(directory::resolve),
        text(body, "dockerfileText"),
        text(body, "target"),
        pairs(body.path("buildArgs")),
        pairs(body.path("labels")),
        words(body, "tags"),
        pairs(body.path("contexts")),
        secrets(body.path("secrets")),
        words(body, "outputs"),
        body.path("noCache").asBoolean(false) ? JobBuild.Cache.IGNORE : JobBuild.Cache.USE,
        body.path("pull").asBoolean(false) ? JobBuild.Bases.REFRESH : JobBuild.Bases.LOCAL_FIRST,
        body.path("push").asBoolean(false) ? JobBuild.After.PUSH : JobBuild.After.KEEP,
        body.path("logins").valueStream().flatMap(l -> login(l).stream()).toList(),
        new JobBuild.Rest(
            text(body, "network"),
            words(body, "allow"),
            words(body, "cacheFrom"),
            words(body, "cacheTo"),
            new JobBuild.Steps(
                words(body, "addHosts"),
                text(body, "shmSize"),
                words(body, "ulimits"),
                text(body, "memory")),
            words(body, "annotations"),
            words(body, "noCacheFilters")));
  }

  /** A login; empty when there is none. */
  static Optional<RegistryLogin> login(JsonNode node) {
    String host = node.path("host").asString("");
    return host.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RegistryLogin(
                host, node.path("user").asString(""), node.path("password").asString("")));
  }

  private static Optional<String> text(JsonNode body, String name) {
    String value = body.path(name).asString("");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static List<String> words(JsonNode body, String name) {
    return body.path(name).valueStream().map(JsonNode::asString).toList();
  }

  private static Map<String, String> pairs(JsonNode node) {
    var pairs = new LinkedHashMap<String, String>();
    node.propertyStream().forEach(e -> pairs.put(e.getKey(), e.getValue().asString()));
    return pairs;
  }

  private static Map<String, byte[]> secrets(JsonNode node) {
    var secrets = new LinkedHashMap<String, byte[]>();
    pairs(node)
        .forEach((id, value) -> {
          try {
            secrets.put(id, Base64.getDecoder().decode(value));
          } catch (IllegalArgumentException e) {
            throw new InputException(
                InputException.Position.of("request body"),
                "the secret " + id + " is not base64",
                "encode it",
                e);
          }
        });
    return secrets;
  }

  private static InputException invalid(String problem, String hint) {
    return new InputException(InputException.Position.of("request body"), problem, hint);
  }
}
