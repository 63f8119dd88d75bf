package dev.slipway.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SysctlsTest {
  private static KubeObject pod(String name, boolean hostNetwork) {
    String json =
        """
        {"metadata":{"name":"p"},"spec":{"hostNetwork":%s,
         "securityContext":{"sysctls":[{"name":"%s","value":"1"}]}}}
        """
            .formatted(hostNetwork, name);
    return KubeObject.of((ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "pod"));
  }

  @ParameterizedTest
  @CsvSource({
    "net.ipv4.ip_unprivileged_port_start, false, ''",
    "net/ipv4/tcp_keepalive_time, false, ''",
    "kernel.shm_rmid_forced, true, ''",
    "net.core.somaxconn, false, forbidden sysctl: \"net.core.somaxconn\" not allowlisted",
    "kernel.msgmax, false, forbidden sysctl: \"kernel.msgmax\" not allowlisted",
    "net.ipv4.tcp_syncookies, true, forbidden sysctl: \"net.ipv4.tcp_syncookies\" not allowed with host net enabled",
  })
  void onlyThoseThatConcernNobodyElseAreGiven(String name, boolean onHost, String problem) {
    assertThat(Sysctls.problem(pod(name, onHost)).map(PodBoard.Failure::message).orElse(""))
        .isEqualTo(problem);
  }

  /** As a kubelet turns a pod away: nothing is said of containers, so that the reason is shown. */
  @Test
  void aPodThatIsTurnedAwayHasNoContainersInItsStatus() {
    KubeObject pod = pod("net.core.somaxconn", false);
    var board = new PodBoard(pod, () -> {});
    board.noteFailure(Sysctls.problem(pod).orElseThrow());
    ObjectNode status = PodStatus.of(pod, board.view(), "10.0.0.1", Instant.EPOCH);
    assertThat(status.path("phase").asString("")).isEqualTo("Failed");
    assertThat(status.path("reason").asString("")).isEqualTo("SysctlForbidden");
    assertThat(status.has("containerStatuses")).isFalse();
  }
}
