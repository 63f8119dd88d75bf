package dev.slipway.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import dev.slipway.container.Capability;
import dev.slipway.container.ContainerSpec.RootMode;
import dev.slipway.container.Privileges.Escalation;
import dev.slipway.container.ResourceLimits;
import dev.slipway.container.UserLookup;
import dev.slipway.manifest.KubeObject;
import dev.slipway.oci.RunConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What is decided about a container before anything is made. */
class PlanningTest {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "$(A), 1",
    "x$(A)y$(B), x1y2",
    "$$(A), $(A)",
    "$$$(A), $1",
    "$(UNKNOWN), $(UNKNOWN)",
    "$(A, $(A",
    "$A, $A",
    "100$, 100$"
  })
  void expandsVariables(String text, String expected) {
    assertThat(Expansion.expand(text, Map.of("A", "1", "B", "2"))).isEqualTo(expected);
  }

  @Test
  void backsOffAsTheKubeletDoes() {
    var backOff = new BackOff();
    var delays = new ArrayList<Long>();
    Instant now = Instant.EPOCH;
    for (int i = 0; i < 8; i++) {
      Duration delay = backOff.next(now);
      delays.add(delay.toSeconds());
      now = now.plus(delay).plusSeconds(1);
    }

    assertThat(delays).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    assertThat(backOff.next(now.plus(Duration.ofMinutes(11)))).isZero();
  }

  @Test
  void commandReplacesEntrypointAndCommandOfTheImage() throws Exception {
    RunConfig image =
        Json.parse(
            "{\"Entrypoint\":[\"/entry\"],\"Cmd\":[\"cmd\"]}".getBytes(StandardCharsets.UTF_8),
            "config",
            RunConfig.class);

    assertThat(arguments("{}", image)).containsExactly("/entry", "cmd");
    assertThat(arguments("{\"args\":[\"a\"]}", image)).containsExactly("/entry", "a");
    assertThat(arguments("{\"command\":[\"c\"]}", image)).containsExactly("c");
    assertThat(arguments("{\"command\":[\"c\"],\"args\":[\"$(V)\"]}", image))
        .containsExactly("c", "value");
    assertThatThrownBy(() -> arguments("{}", RunConfig.EMPTY)).hasMessage("no command specified");
  }

  private static List<String> arguments(String spec, RunConfig image) throws ConfigProblem {
    return ContainerBuilder.arguments(container(spec), image, Map.of("V", "value"));
  }

  private static ContainerDefinition container(String spec) {
    return new ContainerDefinition(
        Json.parse(spec.getBytes(StandardCharsets.UTF_8), "spec"), ContainerDefinition.Role.MAIN);
  }

  @Test
  void readsResources() {
    ResourceLimits limits =
        Limits.of(
            Json.parse(
                "{\"limits\":{\"cpu\":\"500m\",\"memory\":\"64Mi\"},\"requests\":{\"cpu\":\"1m\"}}"
                    .getBytes(StandardCharsets.UTF_8),
                "resources"));

    assertThat(limits)
        .isEqualTo(ResourceLimits.none().withMemory(64 << 20).withCpu(500).withShares(2));
  }

  @Test
  void provesThatAContainerIsNotRoot() throws Exception {
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "app:x:10:20::/home/app:/bin/sh\n");
    String nonRoot = "{\"securityContext\":{\"runAsNonRoot\":true}}";

    assertThatThrownBy(() -> security("{}", nonRoot, "app"))
        .hasMessage(
            "container has runAsNonRoot and image has non-numeric user (app), cannot verify user"
                + " is non-root (pod: \"p_n(u)\", container: c)");
    assertThatThrownBy(() -> security("{}", nonRoot, ""))
        .hasMessage(
            "container has runAsNonRoot and image will run as root (pod: \"p_n(u)\", container: c)");
    assertThatThrownBy(() -> security("{\"securityContext\":{\"runAsUser\":0}}", nonRoot, "app"))
        .hasMessage("container's runAsUser breaks non-root policy (pod: \"p_n(u)\", container: c)");
    ContainerSecurity allowed =
        security(
            "{\"securityContext\":{\"runAsUser\":10,\"readOnlyRootFilesystem\":true,"
                + "\"allowPrivilegeEscalation\":false,\"capabilities\":{\"drop\":[\"ALL\"]}}}",
            nonRoot,
            "");
    assertThat(allowed.user().uid()).isEqualTo(10);
    assertThat(allowed.user().gid()).isEqualTo(20);
    assertThat(allowed.rootMode()).isEqualTo(RootMode.READ_ONLY);
    assertThat(allowed.privileges().capabilities()).isEmpty();
    assertThat(allowed.privileges().escalation()).isEqualTo(Escalation.FORBIDDEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'drop':['ALL'] | ``",
        "'drop':['ALL'],'add':['NET_BIND_SERVICE'] | NET_BIND_SERVICE",
        "'drop':['ALL'],'add':['CAP_CHOWN','chown'] | CHOWN",
      })
  void changesCapabilities(String changes, String expected) throws Exception {
    var allowed = capabilities(changes);

    assertThat(allowed.stream().map(Capability::name).toList())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
  }

  @Test
  void singleCapabilitiesCountMoreThanAllOfThem() throws Exception {
    var expected = EnumSet.allOf(Capability.class);
    expected.remove(Capability.NET_RAW);

    assertThat(capabilities("'add':['ALL'],'drop':['NET_RAW']")).isEqualTo(expected);
    assertThatThrownBy(() -> capabilities("'add':['FLY']"))
        .hasMessage("unknown capability \"CAP_FLY\"");
  }

  private Set<Capability> capabilities(String changes) throws Exception {
    String container =
        "{'securityContext':{'capabilities':{%s}}}".formatted(changes).replace('\'', '"');
    return security(container, "{}", "").privileges().capabilities();
  }

  private ContainerSecurity security(String container, String podSpec, String user)
      throws Exception {
    String pod =
        "{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\",\"uid\":\"u\"},\"spec\":"
            + podSpec
            + "}";
    KubeObject object =
        KubeObject.of((ObjectNode) Json.parse(pod.getBytes(StandardCharsets.UTF_8), "pod"));
    ContainerDefinition definition =
        container(
            container.replaceFirst("\\{", "{\"name\":\"c\"" + (container.equals("{}") ? "" : ",")));
    return ContainerSecurity.of(object, definition, user, UserLookup.in(root));
  }
}
