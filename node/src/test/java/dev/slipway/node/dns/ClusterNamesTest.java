package dev.slipway.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.container.network.LocalNames;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ClusterSettings;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.WriteOptions;
import dev.slipway.manifest.KubeObject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ClusterNamesTest {
  private static final int A = 1;
  private static final int AAAA = 28;
  private static final int SRV = 33;

  @TempDir Path directory;
  private Cluster cluster;
  private ClusterNames names;

  @BeforeEach
  void fill() {
    var settings =
        new ClusterSettings("10.96.0.0/16", 30000, 32767, Clock.systemUTC(), new Random(1));
    cluster = Cluster.open(directory.resolve("k.db"), settings);
    names =
        new ClusterNames(
            cluster, name -> name.equals("example.org") ? List.of("192.0.2.7") : List.of());
    create(
        ResourceType.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"db","namespace":"default"},
         "spec":{"clusterIP":"10.96.1.2","ports":[{"name":"sql","port":5432}]}}\
        """);
    create(
        ResourceType.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"peers","namespace":"default"},
         "spec":{"clusterIP":"None","ports":[{"name":"talk","port":7}]}}\
        """);
    create(
        ResourceType.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"out","namespace":"default"},
         "spec":{"type":"ExternalName","externalName":"example.org"}}\
        """);
    create(
        ResourceType.ENDPOINT_SLICES,
        """
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
         "metadata":{"name":"peers-1","namespace":"default",
                     "labels":{"kubernetes.io/service-name":"peers"}},
         "ports":[{"name":"talk","port":7,"protocol":"TCP"}],
         "endpoints":[{"addresses":["10.1.0.5"],"hostname":"first","conditions":{"ready":true}},
                      {"addresses":["10.1.0.6"],"conditions":{"ready":true}},
                      {"addresses":["10.1.0.7"],"conditions":{"ready":false}}]}\
        """);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private void create(ResourceType type, String json) {
    var tree = (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8), "test");
    cluster.create(type, KubeObject.of(tree), WriteOptions.by("test"));
  }

  private Answer ask(String name, int type) {
    return names.answer(Question.parse(query(name, type)).orElseThrow());
  }

  private static byte[] query(String name, int type) {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    try {
      for (int field : new int[] {77, 0x100, 1, 0, 0, 0}) {
        out.writeShort(field);
      }
      for (String label : name.split("\\.")) {
        out.writeByte(label.length());
        out.writeBytes(label);
      }
      out.writeByte(0);
      out.writeShort(type);
      out.writeShort(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private List<String> addresses(String name) {
    return ((Answer.Records) ask(name, A))
        .resources().stream()
            .map(r -> r instanceof Answer.Resource.Address a ? a.address() : r.toString())
            .toList();
  }

  @Test
  void serviceHasItsAddress() {
    assertThat(addresses("DB.default.svc.cluster.local")).containsExactly("10.96.1.2");
  }

  @Test
  void nameWithoutTheWantedTypeExists() {
    assertThat(ask("db.default.svc.cluster.local", AAAA)).isEqualTo(new Answer.Records(List.of()));
  }

  @Test
  void unknownServiceDoesNotExist() {
    assertThat(ask("dbs.default.svc.cluster.local", A)).isInstanceOf(Answer.NoSuchName.class);
    assertThat(ask("db.nowhere.svc.cluster.local", A)).isInstanceOf(Answer.NoSuchName.class);
    assertThat(ask("example.org.cluster.local", A)).isInstanceOf(Answer.NoSuchName.class);
  }

  @Test
  void headlessServiceHasItsReadyPods() {
    assertThat(addresses("peers.default.svc.cluster.local"))
        .containsExactly("10.1.0.5", "10.1.0.6");
    assertThat(addresses("first.peers.default.svc.cluster.local")).containsExactly("10.1.0.5");
    assertThat(addresses("10-1-0-6.peers.default.svc.cluster.local")).containsExactly("10.1.0.6");
    assertThat(ask("third.peers.default.svc.cluster.local", A))
        .isInstanceOf(Answer.NoSuchName.class);
  }

  @Test
  void namedPortHasAPlace() {
    assertThat(ask("_sql._tcp.db.default.svc.cluster.local", SRV))
        .isEqualTo(
            new Answer.Records(
                List.of(
                    new Answer.Resource.Place(
                        "_sql._tcp.db.default.svc.cluster.local",
                        5432,
                        "db.default.svc.cluster.local"))));
  }

  @Test
  void placesOfAHeadlessServiceAreItsReadyPods() {
    assertThat(
            ((Answer.Records) ask("_talk._tcp.peers.default.svc.cluster.local", SRV)).resources())
        .extracting(r -> ((Answer.Resource.Place) r).host())
        .containsExactly(
            "first.peers.default.svc.cluster.local", "10-1-0-6.peers.default.svc.cluster.local");
  }

  @Test
  void externalNameIsAnAliasWithItsAddresses() {
    assertThat(((Answer.Records) ask("out.default.svc.cluster.local", A)).resources())
        .containsExactly(
            new Answer.Resource.Alias("out.default.svc.cluster.local", "example.org"),
            new Answer.Resource.Address("example.org", "192.0.2.7"));
  }

  @Test
  void podsAddressIsInItsName() {
    assertThat(addresses("10-1-0-5.default.pod.cluster.local")).containsExactly("10.1.0.5");
  }

  @Test
  void addressOfAServiceHasAName() {
    assertThat(ask("2.1.96.10.in-addr.arpa", Answer.PTR).toString())
        .contains("db.default.svc.cluster.local");
    assertThat(ask("9.9.9.9.in-addr.arpa", Answer.PTR)).isInstanceOf(Answer.Elsewhere.class);
  }

  @Test
  void otherNamesAreElsewhere() {
    assertThat(ask("example.org", A)).isInstanceOf(Answer.Elsewhere.class);
  }

  @Test
  void messageRepeatsTheQuestionAndSaysTheAddress() {
    byte[] query = query("db.default.svc.cluster.local", A);
    byte[] answer =
        ClusterDns.answering(names).answer(query, LocalNames.Transport.DATAGRAM).orElseThrow();

    assertThat(answer).startsWith(0, 77, 0x85, 0x80, 0, 1, 0, 1);
    assertThat(answer).endsWith(10, 96, 1, 2);
  }

  @Test
  void whoKnowsTheExtensionIsAnsweredWithIt() {
    byte[] query = query("db.default.svc.cluster.local", AAAA);
    byte[] extended = java.util.Arrays.copyOf(query, query.length + 11);
    extended[11] = 1;
    // the root's name, the type, 4096 bytes
    System.arraycopy(new byte[] {0, 0, 41, 16, 0}, 0, extended, query.length, 5);

    byte[] answer =
        ClusterDns.answering(names).answer(extended, LocalNames.Transport.DATAGRAM).orElseThrow();

    assertThat(answer).startsWith(0, 77, 0x85, 0x80, 0, 1, 0, 0, 0, 1, 0, 1);
    assertThat(answer).endsWith(0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void noiseIsNotAnswered() {
    var random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(80)];
      random.nextBytes(noise);
      ClusterDns.answering(names).answer(noise, LocalNames.Transport.DATAGRAM);
    }
    byte[] cut = java.util.Arrays.copyOf(query("db.default.svc.cluster.local", A), 20);
    assertThat(ClusterDns.answering(names).answer(cut, LocalNames.Transport.STREAM)).isEmpty();
  }
}
