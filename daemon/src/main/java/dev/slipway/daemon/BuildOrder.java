package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.oci.ImageReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A build as {@code slipway build} orders it: the words of its command line, read here.
 *
 * @param request what to build
 * @param explain whether to say for each step why it was done or not
 */
record BuildOrder(BuildRequest request, boolean explain) {
  static BuildOrder parse(JsonNode body) {
    Path directory = Path.of(body.path("directory").asString("/"));
    var changes = BuildRequest.of(Path.of(required(body, "context"))).change();
    text(body, "dockerfile").map(directory::resolve).ifPresent(changes::dockerfile);
    text(body, "target").ifPresent(changes::target);
    changes.tags(tags(body));
    changes.buildArgs(pairs(body, "buildArgs", "--build-arg"));
    changes.contexts(contexts(body, directory));
    changes.secrets(secrets(body, directory));
    changes.labels(pairs(body, "labels", "--label"));
    changes.outputs(
        words(body, "outputs").stream().map(o -> BuildOutput.parse(o, directory)).toList());
    if (body.path("noCache").asBoolean(false)) {
      changes.cacheUse(BuildRequest.CacheUse.IGNORE);
    }
    if (body.path("pull").asBoolean(false)) {
      changes.basePolicy(BuildRequest.BasePolicy.REFRESH);
    }
    return new BuildOrder(changes.done(), body.path("explain").asBoolean(false));
  }

  private static String required(JsonNode body, String name) {
    return text(body, name)
        .orElseThrow(() -> invalid("request body", name + " is missing", "name the build context"));
  }

  private static Optional<String> text(JsonNode body, String name) {
    String value = body.path(name).asString("");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static List<String> words(JsonNode body, String name) {
    return body.path(name).valueStream().map(JsonNode::asString).toList();
  }

  /** Names that are none are refused before anything is built. */
  private static List<String> tags(JsonNode body) {
    List<String> tags = words(body, "tags");
    for (String tag : tags) {
      try {
        ImageReference.parse(tag);
      } catch (InputException e) {
        throw invalid("--tag " + tag, e.problem(), e.hint().orElse(""));
      }
    }
    return tags;
  }

  private static Map<String, String> pairs(JsonNode body, String name, String option) {
    var pairs = new LinkedHashMap<String, String>();
    for (String word : words(body, name)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw invalid(option + " " + word, "has no value", "write " + option + " NAME=VALUE");
      }
      pairs.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return pairs;
  }

  private static Map<String, NamedContext> contexts(JsonNode body, Path directory) {
    var contexts = new LinkedHashMap<String, NamedContext>();
    pairs(body, "contexts", "--build-context")
        .forEach((name, value) -> {
          Path path = directory.resolve(value);
          contexts.put(
              name,
              Files.isDirectory(path)
                  ? new NamedContext.Directory(path)
                  : new NamedContext.Image(value.replaceFirst("^docker-image://", "")));
        });
    return contexts;
  }

  private static Map<String, BuildSecret> secrets(JsonNode body, Path directory) {
    var secrets = new LinkedHashMap<String, BuildSecret>();
    for (String word : words(body, "secrets")) {
      var fields = new LinkedHashMap<String, String>();
      for (String field : word.split(",", -1)) {
        int equals = field.indexOf('=');
        if (equals < 1) {
          throw invalid("--secret " + word, "cannot be read", "write --secret id=ID,src=FILE");
        }
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
      String id = fields.getOrDefault("id", "");
      String source = fields.getOrDefault("src", fields.getOrDefault("source", ""));
      if (id.isEmpty() || source.isEmpty()) {
        throw invalid("--secret " + word, "has no id or no src", "write --secret id=ID,src=FILE");
      }
      secrets.put(id, new BuildSecret.FromFile(directory.resolve(source)));
    }
    return secrets;
  }

  private static InputException invalid(String where, String problem, String hint) {
    return new InputException(InputException.Position.of(where), problem, hint);
  }
}
