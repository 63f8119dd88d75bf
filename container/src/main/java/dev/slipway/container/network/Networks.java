package dev.slipway.container.network;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.Unbroken;
import dev.slipway.posix.NetworkNamespaces;
import dev.slipway.posix.ProcessIdentity;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The network of one instance: a bridge, and a namespace with an address on it for whoever asks.
 *
 * <p>Containers reach each other and the internet, and of this machine only what is {@linkplain
 * #open opened} to them. Namespaces outlive this process; the next one finds them again.
 */
public final class Networks {
  private static final System.Logger LOG = System.getLogger(Networks.class.getName());
  private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");
  private static final int FIRST_ADDRESS = 2;

  /** Ports below 1024 are nothing special inside; ping works without special rights. */
  private static final Map<String, String> INSIDE =
      Map.of(
          "ip_unprivileged_port_start", "0",
          "ping_group_range", "0 2147483647",
          // What a machine does against false senders does not know the rules of shielded ones.
          "conf/all/rp_filter", "0",
          "conf/eth0/rp_filter", "0");

  private final InstanceNames names;
  private final Path directory;
  private final NetworkPlan plan;
  private final Links links;
  private Firewall firewall;
  private final Map<String, PodNetwork> networks = new TreeMap<>();
  private final Set<String> creating = new HashSet<>();
  private final Set<Integer> used = new HashSet<>();
  private final Set<Opening> openings = new LinkedHashSet<>();
  private int next = FIRST_ADDRESS;
  private boolean removed;

  private Networks(InstanceNames names, Path directory, NetworkPlan plan, Firewall firewall) {
    this.names = names;
    this.directory = directory;
    this.plan = plan;
    this.links = new Links(names, plan, HostNetwork.mtu());
    this.firewall = firewall;
  }

  /**
   * Opens the instance's network and makes bridge and firewall what they should be. Networks whose
   * namespace did not survive (the machine was restarted) are forgotten.
   *
   * @param directory where to remember addresses; made when missing
   */
  public static Networks open(InstanceNames names, Path directory) {
    try {
      Files.createDirectories(directory.resolve("pods"));
      NetworkPlan plan = plan(names, directory.resolve("subnet"));
      var networks = new Networks(names, directory, plan, new Firewall(Iptables.find(), names));
      networks.start();
      return networks;
    } catch (IOException e) {
      throw new SlipwayException("could not open the network: " + e.getMessage(), e);
    }
  }

  private static NetworkPlan plan(InstanceNames names, Path file) throws IOException {
    if (Files.exists(file)) {
      return NetworkPlan.of(Subnet.parse(Files.readString(file).strip()));
    }
    NetworkPlan plan = NetworkPlan.choose(names, HostNetwork.taken(names.bridge()));
    var whole = new Subnet(plan.pods().base(), plan.pods().prefix() - 1);
    DurableFiles.write(file, whole.toString().getBytes(StandardCharsets.UTF_8));
    return plan;
  }

  private synchronized void start() throws IOException {
    links.ensureBridge();
    firewall.apply(plan, openings);
    enableForwarding();
    load();
    endStrays();
  }

  /** Off by default on a machine without containers; {@link #removeAll} undoes it. */
  private void enableForwarding() throws IOException {
    if (Files.readString(FORWARDING).strip().equals("0")) {
      DurableFiles.write(forwardingMark(), new byte[0]);
      Files.writeString(FORWARDING, "1");
      LOG.log(System.Logger.Level.INFO, "enabled net.ipv4.ip_forward for containers");
    }
  }

  private Path forwardingMark() {
    return directory.resolve("forwarding-was-off");
  }

  private void load() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.resolve("pods"))) {
      for (Path file : files) {
        String id = String.valueOf(file.getFileName());
        Optional<PodNetwork> network = id.startsWith(".") ? Optional.empty() : read(id, file);
        if (network.isPresent() && network.get().holder().isAlive()) {
          networks.put(id, network.get());
          used.add(index(network.get().address()));
        } else {
          Files.delete(file);
        }
      }
    }
  }

  private Optional<PodNetwork> read(String id, Path file) throws IOException {
    String[] words = Files.readString(file).strip().split(" ");
    if (words.length != 2) {
      return Optional.empty();
    }
    Inet4Address address = plan.pods().address(Integer.parseInt(words[0]));
    var holder = ProcessIdentity.parse(words[1]);
    return Optional.of(new PodNetwork(id, address, holder, names.cable(index(address))));
  }

  /** Ends what a predecessor started and was killed before it could note. */
  private void endStrays() throws IOException {
    var known = networks.values().stream().map(PodNetwork::holder).toList();
    for (ProcessIdentity holder : Holder.all(names)) {
      if (!known.contains(holder)) {
        Holder.end(holder);
      }
    }
  }

  /**
   * Puts the firewall's rules back where another program has taken them away, and into other tables
   * when those decide now: Docker, started later, may drop what is forwarded in either variant's.
   */
  public synchronized void mend() {
    if (removed) {
      return;
    }
    Iptables deciding = Iptables.find();
    if (!firewall.isIn(deciding)) {
      LOG.log(System.Logger.Level.INFO, "{0} decides now: rules move there", deciding.program());
      var moved = new Firewall(deciding, names);
      moved.apply(plan, openings);
      firewall.remove();
      firewall = moved;
    } else if (!firewall.isEntered()) {
      LOG.log(System.Logger.Level.INFO, "the firewall had lost its rules; they are set again");
      firewall.apply(plan, openings);
    }
  }

  /** The addresses of this instance. */
  public NetworkPlan plan() {
    return plan;
  }

  /**
   * As {@link #create}, without a way to other containers and to services: only out, and to the
   * name server.
   */
  public PodNetwork createShielded(String id) {
    Optional<PodNetwork> there = find(id);
    if (there.isPresent()) {
      return there.get();
    }
    PodNetwork network = create(id);
    try {
      links.shield(network.holder().pid());
    } catch (RuntimeException e) {
      remove(id);
      throw e;
    }
    return network;
  }

  /**
   * A new network, or the one there is under this id.
   *
   * @param id letters, digits, dashes, dots and underscores
   */
  public PodNetwork create(String id) {
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,200}")) {
      throw new IllegalArgumentException("not a network id: " + id);
    }
    return Unbroken.run(() -> createWhole(id), RuntimeException.class);
  }

  private PodNetwork createWhole(String id) {
    int index;
    synchronized (this) {
      PodNetwork existing = networks.get(id);
      if (existing != null) {
        return existing;
      }
      if (!creating.add(id)) {
        throw new IllegalStateException("network " + id + " is being created by someone else");
      }
      index = allocate();
    }
    try {
      return create(id, index);
    } catch (IOException | RuntimeException e) {
      release(index);
      throw e instanceof RuntimeException r ? r : failure("create", id, e);
    } finally {
      created(id);
    }
  }

  private PodNetwork create(String id, int index) throws IOException {
    Inet4Address address = plan.pods().address(index);
    ProcessIdentity holder = Holder.start(names);
    var network = new PodNetwork(id, address, holder, names.cable(index));
    try {
      links.connect(holder.pid(), network.cable(), address);
      NetworkNamespaces.call(network.namespace(), Networks::settle);
      byte[] line = (index + " " + holder).getBytes(StandardCharsets.UTF_8);
      DurableFiles.write(file(id), line);
    } catch (IOException | RuntimeException e) {
      Holder.end(holder);
      throw e;
    }
    synchronized (this) {
      networks.put(id, network);
    }
    return network;
  }

  private synchronized void created(String id) {
    creating.remove(id);
  }

  private static Path settle() throws IOException {
    Path ipv4 = Path.of("/proc/sys/net/ipv4");
    for (var setting : INSIDE.entrySet()) {
      Files.writeString(ipv4.resolve(setting.getKey()), setting.getValue());
    }
    return ipv4;
  }

  public synchronized Optional<PodNetwork> find(String id) {
    return Optional.ofNullable(networks.get(id));
  }

  public synchronized List<PodNetwork> list() {
    return List.copyOf(networks.values());
  }

  /** Takes a network away; processes still in it lose their connections. */
  public void remove(String id) {
    Unbroken.run(() -> removeWhole(id));
  }

  private void removeWhole(String id) {
    Optional<PodNetwork> found = find(id);
    if (found.isEmpty()) {
      return;
    }
    PodNetwork network = found.get();
    try {
      links.disconnect(network.cable());
      Holder.end(network.holder());
      Files.deleteIfExists(file(id));
      forget(network);
    } catch (IOException e) {
      throw failure("remove", id, e);
    }
  }

  /** Lets containers reach listeners of this machine. */
  public synchronized void open(Collection<Opening> listeners) {
    if (openings.addAll(listeners)) {
      firewall.apply(plan, openings);
    }
  }

  /** Makes listeners unreachable again. */
  public synchronized void close(Collection<Opening> listeners) {
    if (openings.removeAll(listeners)) {
      firewall.apply(plan, openings);
    }
  }

  /** Exactly these listeners, in one step. */
  public synchronized void setOpenings(Set<Opening> wanted) {
    if (!openings.equals(wanted)) {
      openings.clear();
      openings.addAll(wanted);
      firewall.apply(plan, openings);
    }
  }

  /** Removes everything of the instance from the machine; containers must have ended before. */
  public synchronized void removeAll() {
    removed = true;
    try {
      for (String id : List.copyOf(networks.keySet())) {
        removeWhole(id);
      }
      for (ProcessIdentity holder : Holder.all(names)) {
        Holder.end(holder);
      }
      Firewall.removeAll(names);
      Links.removeBridge(names);
      restoreForwarding();
    } catch (IOException e) {
      throw new SlipwayException("could not remove the network: " + e.getMessage(), e);
    }
  }

  /** Removes the network of an instance whose directory is gone; processes in it have ended. */
  public static void removeRemnants(InstanceNames names) {
    try {
      for (ProcessIdentity holder : Holder.all(names)) {
        Holder.end(holder);
      }
      Firewall.removeAll(names);
      Links.removeBridge(names);
    } catch (IOException e) {
      throw new SlipwayException("could not remove a network: " + e.getMessage(), e);
    }
  }

  /** Another instance may have come to rely on it meanwhile. */
  private void restoreForwarding() throws IOException {
    if (Files.deleteIfExists(forwardingMark()) && !othersAreHere()) {
      Files.writeString(FORWARDING, "0");
    }
  }

  private static boolean othersAreHere() throws IOException {
    try (DirectoryStream<Path> bridges =
        Files.newDirectoryStream(
            Path.of("/sys/class/net"), "{" + InstanceNames.BRIDGE_PREFIX + "????????,docker*}")) {
      return bridges.iterator().hasNext();
    }
  }

  private int allocate() {
    int last = (int) plan.pods().size() - 1;
    for (int tried = FIRST_ADDRESS; tried < last; tried++) {
      int candidate = next;
      // In turn, so that an address is not used again while others remember its former owner.
      next = next + 1 == last ? FIRST_ADDRESS : next + 1;
      if (used.add(candidate)) {
        return candidate;
      }
    }
    throw new SlipwayException("all addresses of " + plan.pods() + " are in use");
  }

  /** Only now, so that one whose removal fails can be removed later. */
  private synchronized void forget(PodNetwork network) {
    if (networks.remove(network.id(), network)) {
      used.remove(index(network.address()));
    }
  }

  private synchronized void release(int index) {
    used.remove(index);
  }

  private int index(Inet4Address address) {
    return Subnet.of(address).base() - plan.pods().base();
  }

  private Path file(String id) {
    return directory.resolve("pods").resolve(id);
  }

  private static SlipwayException failure(String what, String id, Exception e) {
    return new SlipwayException("could not " + what + " network " + id + ": " + e.getMessage(), e);
  }
}
