package dev.slipway.node.pod;

import dev.slipway.base.InputException;
import dev.slipway.container.Capability;
import dev.slipway.container.ContainerSpec.RootMode;
import dev.slipway.container.Privileges;
import dev.slipway.container.Privileges.CallFilter;
import dev.slipway.container.Privileges.Escalation;
import dev.slipway.container.ProcessUser;
import dev.slipway.container.UserLookup;
import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Whom a container runs as and what it may do: its own security context over the pod's over the
 * image's wish.
 */
record ContainerSecurity(ProcessUser user, String home, Privileges privileges, RootMode rootMode) {
  private static final String ALL = "ALL";

  /**
   * Decides it.
   *
   * @param imageUser the user the image names
   * @param lookup the users of the image
   * @throws ConfigProblem in the kubelet's words, when the image may not run so
   */
  static ContainerSecurity of(
      KubeObject pod, ContainerDefinition container, String imageUser, UserLookup lookup)
      throws ConfigProblem {
    JsonNode own = container.spec().path("securityContext");
    JsonNode shared = pod.spec().path("securityContext");
    JsonNode user = first(own, shared, "runAsUser");
    requireNonRoot(pod, container, user, imageUser, first(own, shared, "runAsNonRoot"));
    UserLookup.Account account = account(user, imageUser, lookup);
    JsonNode group = first(own, shared, "runAsGroup");
    var groups = new TreeSet<Integer>();
    if (!shared.path("supplementalGroupsPolicy").asString("").equals("Strict")) {
      groups.addAll(account.user().groups());
    }
    shared.path("supplementalGroups").forEach(g -> groups.add(g.asInt(0)));
    if (shared.has("fsGroup")) {
      groups.add(shared.path("fsGroup").asInt(0));
    }
    int gid = group.isNumber() ? group.asInt(0) : account.user().gid();
    groups.remove(gid);
    return new ContainerSecurity(
        new ProcessUser(account.user().uid(), gid, new ArrayList<>(groups)),
        account.home(),
        privileges(own, shared),
        own.path("readOnlyRootFilesystem").asBoolean(false)
            ? RootMode.READ_ONLY
            : RootMode.WRITABLE);
  }

  private static JsonNode first(JsonNode own, JsonNode shared, String field) {
    return own.has(field) ? own.path(field) : shared.path(field);
  }

  private static UserLookup.Account account(JsonNode user, String imageUser, UserLookup lookup)
      throws ConfigProblem {
    String wanted = user.isNumber() ? String.valueOf(user.asLong(0)) : imageUser;
    try {
      return lookup.resolve(wanted, InputException.Position.of("the image's user"));
    } catch (InputException e) {
      throw new ConfigProblem(ConfigProblem.Reason.CREATE, e.problem());
    }
  }

  private static void requireNonRoot(
      KubeObject pod,
      ContainerDefinition container,
      JsonNode user,
      String imageUser,
      JsonNode required)
      throws ConfigProblem {
    if (!required.asBoolean(false)) {
      return;
    }
    String which =
        "(pod: \"%s_%s(%s)\", container: %s)"
            .formatted(pod.name(), pod.namespace(), pod.uid(), container.name());
    if (user.isNumber()) {
      if (user.asLong(0) == 0) {
        throw ConfigProblem.of("container's runAsUser breaks non-root policy " + which);
      }
      return;
    }
    String name = imageUser.split(":", 2)[0];
    if (name.isEmpty() || name.matches("0+")) {
      throw ConfigProblem.of("container has runAsNonRoot and image will run as root " + which);
    }
    if (!name.matches("[0-9]+")) {
      throw ConfigProblem.of(
          "container has runAsNonRoot and image has non-numeric user (%s), cannot verify user is non-root %s"
              .formatted(name, which));
    }
  }

  private static Privileges privileges(JsonNode own, JsonNode shared) throws ConfigProblem {
    if (own.path("privileged").asBoolean(false)) {
      return Privileges.unlimited();
    }
    String profile = first(own, shared, "seccompProfile").path("type").asString("");
    Privileges privileges =
        Privileges.standard()
            .withOnly(capabilities(own.path("capabilities")))
            .withFilter(profile.equals("Unconfined") ? CallFilter.NONE : CallFilter.DEFAULT);
    boolean escalates = own.path("allowPrivilegeEscalation").asBoolean(true);
    return privileges.withEscalation(escalates ? Escalation.ALLOWED : Escalation.FORBIDDEN);
  }

  /** The customary ones changed: ALL, added or dropped, comes before the single ones. */
  private static Set<Capability> capabilities(JsonNode changes) throws ConfigProblem {
    Set<Capability> all = EnumSet.copyOf(Capability.DEFAULT);
    if (names(changes.path("add")).contains(ALL)) {
      all.addAll(Capability.ALL);
    }
    if (names(changes.path("drop")).contains(ALL)) {
      all.clear();
    }
    all.addAll(single(changes.path("add")));
    all.removeAll(single(changes.path("drop")));
    return all;
  }

  private static Set<String> names(JsonNode list) {
    var names = new TreeSet<String>();
    list.forEach(n -> names.add(n.asString("").toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "")));
    return names;
  }

  private static Set<Capability> single(JsonNode list) throws ConfigProblem {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    for (String name : names(list)) {
      if (!name.equals(ALL)) {
        all.add(
            Capability.find(name)
                .orElseThrow(() ->
                    new ConfigProblem(
                        ConfigProblem.Reason.CREATE, "unknown capability \"CAP_" + name + "\"")));
      }
    }
    return all;
  }
}
