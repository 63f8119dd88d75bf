package dev.slipway.daemon;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.registry.RegistrySettings.SparseIndexes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of an instance, kept in {@code config.json} so that it stays the same from
 * start to start.
 *
 * @param port HTTP: registry, API, dashboard
 * @param kubernetesPort the TLS port of the Kubernetes API
 * @param ingressPort HTTP of the applications
 * @param imageHosts registry hosts of manifests and Dockerfiles that this instance answers for
 * @param actionsFrom where actions are fetched from that are neither built in nor hosted here,
 *     {@code http} or {@code https}; GitHub when nothing is said, nowhere when it is empty
 * @param sparseIndexes what the registry does with an index whose images are not all here: {@code
 *     refused} (the usual) or {@code accepted}
 * @param hostLabels labels of runners whose jobs run as processes of this machine, which nothing
 *     confines; none when nothing is said
 */
record Settings(
    int port,
    int kubernetesPort,
    int ingressPort,
    List<String> imageHosts,
    Optional<String> actionsFrom,
    Optional<String> sparseIndexes,
    Optional<List<String>> hostLabels) {
  private static final Settings DEFAULT = onPorts(7717, 7643, 7780);

  private static final String GITHUB = "https://github.com";

  Settings {
    imageHosts = List.copyOf(imageHosts);
    hostLabels = hostLabels.map(List::copyOf);
    if (actionsFrom.filter(url -> !url.isBlank() && !url.matches("https?://[^/].*")).isPresent()) {
      throw new InputException(
          InputException.Position.of("config.json"),
          "actionsFrom is no address: " + actionsFrom.orElse(""),
          "write it as https://HOST, or leave it out");
    }
    sparseIndexes.ifPresent(Settings::policy);
    for (int p : new int[] {port, kubernetesPort, ingressPort}) {
      if (p < 1 || p > 65_535) {
        throw new InputException(
            InputException.Position.of("config.json"),
            "port " + p + " is not between 1 and 65535",
            "");
      }
    }
  }

  /** Where actions are fetched from; empty for nowhere. */
  Optional<URI> actions() {
    return Optional.of(actionsFrom.orElse(GITHUB)).filter(text -> !text.isBlank()).map(URI::create);
  }

  /** What the registry does with an index whose images are not all here. */
  SparseIndexes indexes() {
    return sparseIndexes.map(Settings::policy).orElse(SparseIndexes.REFUSED);
  }

  private static SparseIndexes policy(String word) {
    return switch (word) {
      case "refused" -> SparseIndexes.REFUSED;
      case "accepted" -> SparseIndexes.ACCEPTED;
      default ->
          throw new InputException(
              InputException.Position.of("config.json"),
              "sparseIndexes is \"" + word + "\"",
              "write \"refused\" or \"accepted\", or leave it out");
    };
  }

  /** The registry, as image names begin. */
  String registryHost() {
    return "127.0.0.1:" + port;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  String kubernetesUrl() {
    return "https://127.0.0.1:" + kubernetesPort;
  }

  String ingressUrl() {
    return "http://127.0.0.1:" + ingressPort;
  }

  /** Ports the user asked for on the command line. */
  record Wishes(
      Optional<Integer> port, Optional<Integer> kubernetesPort, Optional<Integer> ingressPort) {}

  /**
   * The settings of a data directory with the user's wishes applied and kept.
   *
   * @param isDefault whether it is the machine's default instance; it takes the well-known ports,
   *     every other instance takes free ones at its first start
   */
  static Settings load(DataDirectory data, boolean isDefault, Wishes wishes) throws IOException {
    Settings known;
    if (Files.exists(data.settings())) {
      known = read(data.settings());
    } else {
      known = isDefault ? DEFAULT : withFreePorts();
    }
    var wanted =
        new Settings(
            wishes.port.orElse(known.port),
            wishes.kubernetesPort.orElse(known.kubernetesPort),
            wishes.ingressPort.orElse(known.ingressPort),
            known.imageHosts,
            known.actionsFrom,
            known.sparseIndexes,
            known.hostLabels);
    if (!wanted.equals(known) || !Files.exists(data.settings())) {
      DurableFiles.write(data.settings(), Json.bytes(wanted));
    }
    return wanted;
  }

  private static Settings read(Path file) throws IOException {
    return Json.parse(Files.readAllBytes(file), file.toString(), Settings.class);
  }

  private static Settings withFreePorts() throws IOException {
    // All three are held at once, so that they differ.
    var loopback = InetAddress.getLoopbackAddress();
    try (var a = new ServerSocket(0, 1, loopback);
        var b = new ServerSocket(0, 1, loopback);
        var c = new ServerSocket(0, 1, loopback)) {
      return onPorts(a.getLocalPort(), b.getLocalPort(), c.getLocalPort());
    }
  }

  private static Settings onPorts(int port, int kubernetesPort, int ingressPort) {
    return new Settings(
        port,
        kubernetesPort,
        ingressPort,
        List.of("us-central1-docker.pkg.dev"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
