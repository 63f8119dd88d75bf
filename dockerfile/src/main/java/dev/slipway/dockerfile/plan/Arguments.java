package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.syntax.ArgDefinition;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.SourceRange;
import dev.slipway.oci.Platform;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Values for ARG: from the caller, from the instruction, or from the top of the file and the
 * platform, in this order.
 */
final class Arguments {
  private static final Map<String, String> WITHOUT_EFFECT =
      new TreeMap<>(
          Map.of(
              "BUILDKIT_CONTEXT_KEEP_GIT_DIR", "the context is a directory",
              "BUILDKIT_MULTI_PLATFORM", "images are built for one platform",
              "BUILDKIT_SYNTAX", "the language is built in"));

  private final Map<String, String> given;
  private final Map<String, String> global = new LinkedHashMap<>();
  private final Set<String> consumed = new HashSet<>();
  private final ShellWords words;

  Arguments(Dockerfile file, PlanRequest request, ShellWords words) {
    this.given = request.buildArgs();
    this.words = words;
    addPlatform("TARGET", request.platform());
    addPlatform("BUILD", request.platform());
    global.put("TARGETSTAGE", request.target().orElse("default"));
    global.replaceAll((name, value) -> given.getOrDefault(name, value));
    for (Instruction.Arg arg : file.globalArgs()) {
      for (ArgDefinition definition : arg.definitions()) {
        value(definition, global, arg.range()).ifPresent(v -> global.put(definition.name(), v));
      }
    }
  }

  /** What FROM instructions are expanded with. */
  Map<String, String> global() {
    return global;
  }

  /** The value an ARG instruction gives to its name, when it has one. */
  Optional<String> value(ArgDefinition definition, Map<String, String> scope, SourceRange where) {
    String name = definition.name();
    if (given.containsKey(name)) {
      consumed.add(name);
      return Optional.of(given.get(name));
    }
    return definition
        .value()
        .map(value -> words.expand(value, scope, where).value())
        .or(() -> Optional.ofNullable(global.get(name)));
  }

  /** Proxy settings that commands see without any ARG instruction. */
  Map<String, String> proxies() {
    var proxies = new LinkedHashMap<String, String>();
    given.forEach((name, value) -> {
      if (ProxyArguments.contains(name)) {
        proxies.put(name, value);
      }
    });
    return proxies;
  }

  /** The caller's arguments that no instruction asked for. */
  List<String> unused() {
    return given.keySet().stream()
        .filter(name -> !consumed.contains(name) && !isPredefined(name))
        .toList();
  }

  /** The builder's own arguments that change nothing here, with the reason. */
  List<String> withoutEffect() {
    return WITHOUT_EFFECT.entrySet().stream()
        .filter(e -> given.containsKey(e.getKey()))
        .map(e -> "the build argument " + e.getKey() + " has no effect: " + e.getValue())
        .toList();
  }

  private boolean isPredefined(String name) {
    return ProxyArguments.contains(name)
        || name.equals("SOURCE_DATE_EPOCH")
        || name.startsWith("BUILDKIT_")
        || global.containsKey(name);
  }

  private void addPlatform(String prefix, Platform platform) {
    global.put(prefix + "PLATFORM", platform.toString());
    global.put(prefix + "OS", platform.os());
    global.put(prefix + "ARCH", platform.architecture());
    global.put(prefix + "VARIANT", platform.variant());
  }
}
