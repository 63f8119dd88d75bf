package dev.slipway.container.network;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.InstanceNames;
import java.net.Inet4Address;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The addresses of an instance: the lower half of one range for containers, the upper half for
 * services.
 *
 * @param pods addresses of containers; the second one is the bridge's own
 * @param services addresses this machine answers on, all of them, without further set-up
 */
public record NetworkPlan(Subnet pods, Subnet services) {
  private static final int PREFIX = 19;

  static NetworkPlan of(Subnet whole) {
    int half = whole.prefix() + 1;
    return new NetworkPlan(
        new Subnet(whole.base(), half), new Subnet(whole.base() + (1 << (32 - half)), half));
  }

  /**
   * A range that nothing of the machine uses: which one depends on the instance, so that instances
   * keep theirs and differ.
   *
   * @param taken what routes, interfaces and name servers of the machine use
   */
  static NetworkPlan choose(InstanceNames names, List<Subnet> taken) {
    int start = Integer.parseUnsignedInt(names.token(), 16);
    return candidates(start)
        .filter(candidate -> taken.stream().noneMatch(candidate::overlaps))
        .findFirst()
        .map(NetworkPlan::of)
        .orElseThrow(() ->
            new SlipwayException(
                "no private range of addresses is free for containers: the machine's routes"
                    + " cover 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16"));
  }

  /** 10.128.0.0/9 first: rarely in use, and Docker keeps away from 10.x. */
  private static Stream<Subnet> candidates(int start) {
    return Stream.of("10.128.0.0/9", "10.0.0.0/9", "172.16.0.0/12", "192.168.0.0/16")
        .map(Subnet::parse)
        .flatMap(range -> {
          int count = 1 << (PREFIX - range.prefix());
          return IntStream.range(0, count)
              .map(i -> Integer.remainderUnsigned(start + i, count))
              .mapToObj(i -> new Subnet(range.base() + (i << (32 - PREFIX)), PREFIX));
        });
  }

  /** The bridge's address: every container's way out. */
  public Inet4Address gateway() {
    return pods.address(1);
  }
}
