package dev.slipway.manifest.validation;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Rules for the security contexts of pods and containers. */
final class SecurityRules {
  private static final long LAST_ID = Integer.MAX_VALUE;
  private static final Pattern SYSCTL =
      Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");
  private static final int LONGEST_SYSCTL = 253;
  private static final List<String> SECCOMP = List.of("Localhost", "RuntimeDefault", "Unconfined");

  private final Problems problems;

  SecurityRules(Problems problems) {
    this.problems = problems;
  }

  /** The context of a pod, and the namespaces it shares. */
  void pod(JsonNode spec, String path) {
    JsonNode context = spec.path("securityContext");
    String at = path + ".securityContext";
    ids(context, at);
    problems.between(context, "fsGroup", at, 0, LAST_ID);
    int index = 0;
    for (JsonNode group : context.path("supplementalGroups")) {
      long id = group.asLong(0);
      if (id < 0 || id > LAST_ID) {
        problems.add(
            FieldProblem.invalid(
                at + ".supplementalGroups[" + index + "]", Long.toString(id), idRange()));
      }
      index++;
    }
    problems.oneOf(context, "fsGroupChangePolicy", at, List.of("Always", "OnRootMismatch"));
    problems.oneOf(context, "supplementalGroupsPolicy", at, List.of("Merge", "Strict"));
    profile(context.path("seccompProfile"), at + ".seccompProfile", "seccomp");
    profile(context.path("appArmorProfile"), at + ".appArmorProfile", "AppArmor");
    sysctls(context.path("sysctls"), at + ".sysctls");
    if (spec.path("shareProcessNamespace").asBoolean(false)
        && spec.path("hostPID").asBoolean(false)) {
      problems.add(
          FieldProblem.invalid(
              path + ".shareProcessNamespace",
              "true",
              "ShareProcessNamespace and HostPID cannot both be enabled"));
    }
  }

  private static String idRange() {
    return "must be between 0 and " + LAST_ID + ", inclusive";
  }

  private void ids(JsonNode context, String path) {
    problems.between(context, "runAsUser", path, 0, LAST_ID);
    problems.between(context, "runAsGroup", path, 0, LAST_ID);
  }

  void container(JsonNode context, String path) {
    ids(context, path);
    problems.oneOf(context, "procMount", path, List.of("Default", "Unmasked"));
    profile(context.path("seccompProfile"), path + ".seccompProfile", "seccomp");
    profile(context.path("appArmorProfile"), path + ".appArmorProfile", "AppArmor");
    JsonNode escalation = context.path("allowPrivilegeEscalation");
    if (!escalation.isBoolean() || escalation.asBoolean(true)) {
      return;
    }
    String cannot = "cannot set `allowPrivilegeEscalation` to false and `";
    if (context.path("privileged").asBoolean(false)) {
      problems.add(
          FieldProblem.invalid(path, "core.SecurityContext", cannot + "privileged` to true"));
    }
    for (JsonNode capability : context.path("capabilities").path("add")) {
      if (capability.asString("").equals("CAP_SYS_ADMIN")) {
        problems.add(
            FieldProblem.invalid(
                path, "core.SecurityContext", cannot + "capabilities.Add` CAP_SYS_ADMIN"));
      }
    }
  }

  private void profile(JsonNode profile, String path, String what) {
    if (!profile.isObject()) {
      return;
    }
    String type = profile.path("type").asString("");
    if (type.isEmpty()) {
      problems.add(
          FieldProblem.required(path + ".type", "type is required when " + what + " is set"));
      return;
    }
    problems.oneOf(profile, "type", path, SECCOMP);
    boolean named = profile.has("localhostProfile");
    if (type.equals("Localhost") && !named) {
      problems.add(
          FieldProblem.required(
              path + ".localhostProfile", "must be set when " + what + " type is Localhost"));
    } else if (!type.equals("Localhost") && named) {
      problems.add(
          FieldProblem.invalidText(
              path + ".localhostProfile",
              profile.path("localhostProfile").asString(""),
              "can only be set when " + what + " type is Localhost"));
    }
  }

  private void sysctls(JsonNode sysctls, String path) {
    var names = new HashSet<String>();
    int index = 0;
    for (JsonNode sysctl : sysctls) {
      String at = path + "[" + index++ + "]";
      String name = problems.requireText(sysctl, "name", at);
      if (name.isEmpty()) {
        continue;
      }
      if (name.length() > LONGEST_SYSCTL || !SYSCTL.matcher(name).matches()) {
        problems.add(
            FieldProblem.invalidText(
                at + ".name",
                name,
                "must have at most "
                    + LONGEST_SYSCTL
                    + " characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*"
                    + "[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"));
      } else if (!names.add(name)) {
        problems.add(FieldProblem.duplicate(at + ".name", FieldProblem.quote(name)));
      }
    }
  }
}
