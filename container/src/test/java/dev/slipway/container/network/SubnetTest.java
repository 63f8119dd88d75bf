package dev.slipway.container.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.InstanceNames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubnetTest {
  private final InstanceNames names = new InstanceNames("0a1b2c3d");

  @Test
  void readsAndWrites() {
    assertThat(Subnet.parse("10.1.2.3/20")).hasToString("10.1.0.0/20");
    assertThat(Subnet.parse("192.168.1.7")).hasToString("192.168.1.7/32");
    assertThat(Subnet.parse("0.0.0.0/0").size()).isEqualTo(1L << 32);
    assertThat(Subnet.parse("10.1.0.0/20").address(258).getHostAddress()).isEqualTo("10.1.1.2");
    assertThatThrownBy(() -> Subnet.parse("10.1.0")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsOverlaps() {
    Subnet subnet = Subnet.parse("10.1.16.0/20");

    assertThat(subnet.overlaps(Subnet.parse("10.0.0.0/8"))).isTrue();
    assertThat(subnet.overlaps(Subnet.parse("10.1.31.255"))).isTrue();
    assertThat(subnet.overlaps(Subnet.parse("10.1.32.0/20"))).isFalse();
    assertThat(subnet.contains(Subnet.parse("10.1.17.1").address(0))).isTrue();
  }

  @Test
  void planKeepsAwayFromWhatIsTaken() {
    NetworkPlan free = NetworkPlan.choose(names, List.of());
    NetworkPlan next = NetworkPlan.choose(names, List.of(free.pods()));
    NetworkPlan elsewhere = NetworkPlan.choose(names, List.of(Subnet.parse("10.0.0.0/8")));

    assertThat(NetworkPlan.choose(names, List.of())).isEqualTo(free);
    assertThat(free.pods().overlaps(free.services())).isFalse();
    assertThat(free.pods().prefix()).isEqualTo(20);
    assertThat(next.pods().overlaps(free.pods())).isFalse();
    assertThat(Subnet.parse("172.16.0.0/12").overlaps(elsewhere.services())).isTrue();
  }

  @Test
  void planFindsTheLastFreeRange() {
    var taken = new ArrayList<Subnet>();
    taken.add(Subnet.parse("10.0.0.0/8"));
    taken.add(Subnet.parse("172.16.0.0/12"));
    for (int i = 0; i < 7; i++) {
      taken.add(Subnet.parse("192.168." + i * 32 + ".0/19"));
    }

    assertThat(NetworkPlan.choose(names, taken).pods()).hasToString("192.168.224.0/20");
    taken.add(Subnet.parse("192.168.224.9"));
    assertThatThrownBy(() -> NetworkPlan.choose(names, taken))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("no private range");
  }

  @Test
  void resolverKnowsWhatContainersCannotReach() {
    HostResolver resolver =
        HostResolver.parse(
            List.of(
                "# made by hand",
                "search a.example b.example",
                "nameserver 127.0.0.53",
                "nameserver ::1",
                "options ndots:2 edns0"));

    assertThat(resolver.isOutOfReach()).isTrue();
    assertThat(resolver.reachable().servers()).isEmpty();
    assertThat(resolver.withServers(List.of("10.1.0.1")).text())
        .isEqualTo("search a.example b.example\nnameserver 10.1.0.1\noptions ndots:2 edns0\n");
    assertThat(HostResolver.parse(List.of("nameserver 198.51.100.2")).isOutOfReach()).isFalse();
    assertThat(HostResolver.parse(List.of("nameserver 2001:db8::2")).isOutOfReach()).isTrue();
    assertThat(HostResolver.parse(List.of()).isOutOfReach()).isTrue();
  }
}
