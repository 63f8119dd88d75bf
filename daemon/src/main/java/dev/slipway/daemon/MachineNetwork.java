package dev.slipway.daemon;

import dev.slipway.container.Cgroups;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.network.FirewallWatch;
import dev.slipway.container.network.NameService;
import dev.slipway.container.network.Networks;

/** What of the machine is needed to reach containers that run already. */
record MachineNetwork(
    InstanceNames names, Cgroups cgroups, Networks networks, NameService nameService) {

  static MachineNetwork open(DataDirectory data, Closing closing) {
    var names = InstanceNames.of(data.root());
    var networks = Networks.open(names, data.run().resolve("networks"));
    closing.add(FirewallWatch.start(networks));
    return new MachineNetwork(
        names, Cgroups.probe(names), networks, closing.add(NameService.start(networks)));
  }
}
