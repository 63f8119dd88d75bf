package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequestChanges;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.dockerfile.CacheOption;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.dockerfile.RunSettings;
import dev.slipway.dockerfile.describe.Inquiry;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A build as {@code slipway build} orders it: the words of its command line, read here.
 *
 * @param request what to build
 * @param explain whether to say for each step why it was done or not
 * @param status whether progress is told as BuildKit's solve status instead of lines
 * @param inquiry what is asked of the Dockerfile instead of building it
 */
record BuildOrder(
    BuildRequest request, boolean explain, boolean status, Optional<Inquiry> inquiry) {
  private static final String EPOCH = "SOURCE_DATE_EPOCH";

  static BuildOrder parse(JsonNode body) {
    Path directory = Path.of(body.path("directory").asString("/"));
    var changes = BuildRequest.of(Path.of(required(body, "context"))).change();
    changes.repository(RepositoryPlace.of(required(body, "context")));
    text(body, "dockerfile").map(directory::resolve).ifPresent(changes::dockerfile);
    text(body, "target").ifPresent(changes::target);
    changes.buildArgs(arguments(body));
    changes.contexts(contexts(body, directory));
    changes.secrets(secrets(body, directory));
    changes.labels(pairs(body, "labels", "--label"));
    outputs(body, directory, changes);
    List<CacheOption> from = caches(body, "cacheFrom", CacheOption.Use.FROM);
    List<CacheOption> to = caches(body, "cacheTo", CacheOption.Use.TO);
    changes.cacheFrom(from.stream().map(option -> option.location(directory)).toList());
    changes.cacheTo(to.stream().map(option -> option.location(directory)).toList());
    changes.notices(
        Stream.of(OutputWishes.notices(words(body, "outputs")), notices(from), notices(to))
            .flatMap(List::stream)
            .toList());
    text(body, "network").ifPresent(mode -> changes.network(network(mode)));
    text(body, "platform").ifPresent(BuildOrder::requirePlatform);
    text(body, "memory")
        .ifPresent(size -> changes.memoryLimit(RunSettings.bytes("--memory", size)));
    changes.run(
        RunSettings.parse(words(body, "addHosts"), text(body, "shmSize"), words(body, "ulimits")));
    var annotations = new LinkedHashMap<>(AnnotationWords.parse(words(body, "annotations")));
    words(body, "outputs").forEach(o -> annotations.putAll(BuildOutput.annotations(o)));
    changes.annotations(annotations);
    changes.freshStages(words(body, "noCacheFilters"));
    changes.entitlements(words(body, "allow").stream().map(BuildOrder::entitlement).toList());
    if (body.path("noCache").asBoolean(false)) {
      changes.cacheUse(BuildRequest.CacheUse.IGNORE);
    }
    if (body.path("pull").asBoolean(false)) {
      changes.basePolicy(BuildRequest.BasePolicy.REFRESH);
    }
    if (body.path("keepFailed").asBoolean(false)) {
      changes.failedFiles(BuildRequest.FailedFiles.KEPT);
    }
    return new BuildOrder(
        changes.done(),
        body.path("explain").asBoolean(false),
        body.path("progress").asString("plain").equals("status"),
        text(body, "call").map(Inquiry::parse));
  }

  private static void outputs(JsonNode body, Path directory, BuildRequestChanges changes) {
    var outputs = new ArrayList<BuildOutput>();
    var tags = new ArrayList<>(tags(body));
    for (String value : words(body, "outputs")) {
      outputs.add(BuildOutput.parse(value, directory));
      if (BuildOutput.pushes(value)) {
        throw invalid(
            "--output " + value,
            "is not pushed by a build",
            "build it with --tag NAME, then: slipway push-image NAME");
      }
      OutputWishes.add(value, changes);
      tags.addAll(BuildOutput.names(value));
    }
    changes.outputs(outputs).tags(tags);
  }

  private static List<CacheOption> caches(JsonNode body, String name, CacheOption.Use use) {
    return words(body, name).stream().map(value -> CacheOption.parse(use, value)).toList();
  }

  private static List<String> notices(List<CacheOption> options) {
    return options.stream().flatMap(option -> option.notices().stream()).toList();
  }

  private static BuildRequest.DefaultNetwork network(String mode) {
    return switch (mode) {
      case "default", "sandbox" -> BuildRequest.DefaultNetwork.SANDBOX;
      case "none" -> BuildRequest.DefaultNetwork.NONE;
      case "host" -> BuildRequest.DefaultNetwork.HOST;
      default -> throw invalid("--network " + mode, "is not known", "use default, none or host");
    };
  }

  private static void requirePlatform(String platforms) {
    for (String platform : platforms.split(",", -1)) {
      if (!platform.equals("local") && !Platform.parse(platform).runsOn(Platform.host())) {
        throw invalid(
            "--platform " + platforms,
            "only " + Platform.host() + " can be built on this machine",
            "build on a machine of that platform");
      }
    }
  }

  private static BuildRequest.Entitlement entitlement(String right) {
    return switch (right) {
      case "network.host" -> BuildRequest.Entitlement.NETWORK_HOST;
      case "security.insecure" -> BuildRequest.Entitlement.SECURITY_INSECURE;
      case "secret.files" -> BuildRequest.Entitlement.SECRET_FILES;
      default ->
          throw invalid(
              "--allow " + right,
              "is not known",
              "use network.host, security.insecure or secret.files");
    };
  }

  /** A name without a value takes that of the caller's environment, if there is one. */
  private static Map<String, String> arguments(JsonNode body) {
    var arguments = new LinkedHashMap<String, String>();
    for (String word : words(body, "buildArgs")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        arguments.put(word.substring(0, equals), word.substring(equals + 1));
      } else if (equals == 0 || word.isEmpty()) {
        throw invalid("--build-arg " + word, "has no name", "write --build-arg NAME=VALUE");
      } else {
        variable(body, word).ifPresent(value -> arguments.put(word, value));
      }
    }
    variable(body, EPOCH).ifPresent(value -> arguments.putIfAbsent(EPOCH, value));
    return arguments;
  }

  private static Optional<String> variable(JsonNode body, String name) {
    JsonNode value = body.path("environment").path(name);
    return value.isMissingNode() ? Optional.empty() : Optional.of(value.asString());
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
          contexts.put(name, context(name, value, directory));
        });
    return contexts;
  }

  /** Without a directory of that name it is an image's. */
  private static NamedContext context(String name, String value, Path directory) {
    NamedContext context = NamedContext.parse(name, value, directory);
    return context instanceof NamedContext.Directory(Path path) && !Files.isDirectory(path)
        ? new NamedContext.Image(value)
        : context;
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
      if (id.isEmpty()) {
        throw invalid("--secret " + word, "has no id", "write --secret id=ID,src=FILE");
      }
      secrets.put(
          id,
          source.isEmpty()
              ? ofVariable(body, word, fields.getOrDefault("env", id))
              : new BuildSecret.FromFile(directory.resolve(source)));
    }
    return secrets;
  }

  private static BuildSecret ofVariable(JsonNode body, String word, String name) {
    String value =
        variable(body, name)
            .orElseThrow(() ->
                invalid(
                    "--secret " + word,
                    "names no file, and no variable " + name + " is set",
                    "write --secret id=ID,src=FILE"));
    return new BuildSecret.Value(value.getBytes(StandardCharsets.UTF_8));
  }

  private static InputException invalid(String where, String problem, String hint) {
    return new InputException(InputException.Position.of(where), problem, hint);
  }
}
