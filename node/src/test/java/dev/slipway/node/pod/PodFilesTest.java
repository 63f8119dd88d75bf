package dev.slipway.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import dev.slipway.node.pod.NodeParts.NameServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class PodFilesTest {
  private static final String SEARCH =
      "search n.svc.cluster.local svc.cluster.local cluster.local\n";

  @TempDir Path directory;

  private static KubeObject pod(String spec) {
    String pod = "{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\"},\"spec\":%s}".formatted(spec);
    return KubeObject.of((ObjectNode) Json.parse(pod.getBytes(StandardCharsets.UTF_8), "pod"));
  }

  private Path written(String spec) throws Exception {
    PodFiles.write(
        pod(spec),
        directory,
        "10.1.2.3",
        new NameServers(List.of("10.9.0.10"), List.of("192.0.2.1")));
    return directory;
  }

  @Test
  void podsAskTheClusterUnlessTheySayOtherwise() throws Exception {
    assertThat(written("{}").resolve("resolv.conf"))
        .hasContent(SEARCH + "nameserver 10.9.0.10\noptions ndots:5\n");
    assertThat(written("{\"dnsPolicy\":\"Default\"}").resolve("resolv.conf"))
        .hasContent("nameserver 192.0.2.1\n");
    assertThat(
            written("{\"dnsPolicy\":\"ClusterFirst\",\"hostNetwork\":true}").resolve("resolv.conf"))
        .hasContent("nameserver 192.0.2.1\n");
    assertThat(
            written("{\"dnsPolicy\":\"ClusterFirstWithHostNet\",\"hostNetwork\":true}")
                .resolve("resolv.conf"))
        .hasContent(SEARCH + "nameserver 10.9.0.10\noptions ndots:5\n");
  }

  @Test
  void aliasesOfHostsAreLinesOfTheirOwn() throws Exception {
    String aliases = "{\"hostAliases\":[{\"ip\":\"192.0.2.7\",\"hostnames\":[\"db\",\"db.old\"]}]}";
    assertThat(written(aliases).resolve("hosts"))
        .content()
        .endsWith("10.1.2.3\tp\n192.0.2.7\tdb\tdb.old\n");
  }

  @Test
  void whatThePodSaysAboutNamesIsAddedAndWins() throws Exception {
    String own =
        """
        {"dnsConfig":{"nameservers":["1.1.1.1","10.9.0.10"],"searches":["own.example"],
         "options":[{"name":"ndots","value":"2"},{"name":"edns0"}]}}
        """;

    assertThat(written(own).resolve("resolv.conf"))
        .hasContent(
            SEARCH.strip()
                + " own.example\nnameserver 10.9.0.10\nnameserver 1.1.1.1\noptions ndots:2 edns0\n");
  }

  @Test
  void podsKnowTheirFullName() throws Exception {
    assertThat(written("{\"hostname\":\"h\",\"subdomain\":\"s\"}").resolve("hosts"))
        .content()
        .contains("10.1.2.3\th.s.n.svc.cluster.local\th\n");
    assertThat(directory.resolve("hostname")).hasContent("h\n");
  }

  @Test
  void longNamesOfPodsAreCutAndFullNamesMayBeTheirHosts() throws Exception {
    String full = "{\"hostname\":\"h\",\"subdomain\":\"s\",\"setHostnameAsFQDN\":true}";
    assertThat(written(full).resolve("hostname")).hasContent("h.s.n.svc.cluster.local\n");
    String name = "a".repeat(62) + "-" + "b".repeat(20);
    KubeObject pod = pod("{}").edited(tree -> tree.withObject("/metadata").put("name", name));
    assertThat(PodHostname.own(pod)).isEqualTo("a".repeat(62));
    KubeObject tooLong =
        pod.edited(
            tree -> tree.withObject("/spec").put("subdomain", "s").put("setHostnameAsFQDN", true));
    assertThat(PodHostname.problem(tooLong).orElseThrow())
        .endsWith("is too long (64 characters is the max, 84 characters requested)");
  }

  @Test
  void filesThatAreRightStayUntouched() throws Exception {
    Path hosts = written("{}").resolve("hosts");
    Files.setLastModifiedTime(hosts, FileTime.fromMillis(1000));
    assertThat(Files.getLastModifiedTime(written("{}").resolve("hosts")).toMillis())
        .isEqualTo(1000);
  }
}
