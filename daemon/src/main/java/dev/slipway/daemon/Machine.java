package dev.slipway.daemon;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.Containers;
import dev.slipway.container.ForegroundRuns;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.network.NameService;
import dev.slipway.container.network.Networks;
import dev.slipway.container.snapshot.Snapshots;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;

/** What an instance runs things with: root filesystems, networks, containers. */
record Machine(
    InstanceNames names,
    Cgroups cgroups,
    Networks networks,
    NameService nameService,
    Snapshots snapshots,
    ForegroundRuns runs,
    Containers containers) {

  /** Who serves users comes first when processors are short. */
  private static final Map<String, Integer> WEIGHTS =
      Map.of("pods", 1024, "jobs", 64, "builds", 64);

  static Machine open(DataDirectory data, MachineNetwork network, Clock clock, Closing closing) {
    var cgroups = network.cgroups();
    cgroups.share(WEIGHTS);
    return new Machine(
        network.names(),
        cgroups,
        network.networks(),
        network.nameService(),
        Snapshots.open(data.snapshots()),
        ForegroundRuns.open(data.run().resolve("builds"), cgroups),
        closing.add(Containers.open(data.run().resolve("containers"), cgroups, clock)));
  }

  /** Ends and removes everything of this instance that runs. */
  void removeAll() {
    containers.removeAll();
    try {
      // Jobs on the machine itself that a killed process has left are in no container.
      cgroups.endProcesses();
      networks.removeAll();
      cgroups.removeAll();
      Remnants.removeMemory(names);
    } catch (IOException e) {
      throw new SlipwayException("could not remove what runs here: " + e.getMessage(), e);
    }
  }
}
