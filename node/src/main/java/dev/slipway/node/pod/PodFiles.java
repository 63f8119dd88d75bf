package dev.slipway.node.pod;

import dev.slipway.container.ContainerMount;
import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The files every container of a pod shares: its name, its hosts, its name servers. */
final class PodFiles {
  private PodFiles() {}

  /** Writes them and tells how to mount them. */
  static List<ContainerMount> write(
      KubeObject pod, Path directory, String address, NodeParts.NameServers servers)
      throws IOException {
    Files.createDirectories(directory);
    Path hosts = directory.resolve("hosts");
    Path hostname = directory.resolve("hostname");
    Path resolver = directory.resolve("resolv.conf");
    Files.writeString(hosts, hosts(pod, address));
    Files.writeString(hostname, hostname(pod) + "\n");
    Files.writeString(resolver, resolver(pod, servers));
    return List.of(
        ContainerMount.bind(hosts, Path.of("/etc/hosts")),
        ContainerMount.bindReadOnly(hostname, Path.of("/etc/hostname")),
        ContainerMount.bindReadOnly(resolver, Path.of("/etc/resolv.conf")));
  }

  static String hostname(KubeObject pod) {
    return pod.spec().path("hostname").asString(pod.name());
  }

  private static String hosts(KubeObject pod, String address) {
    var text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n");
    text.append(address).append('\t').append(hostname(pod)).append('\n');
    for (JsonNode alias : pod.spec().path("hostAliases")) {
      text.append(alias.path("ip").asString(""));
      alias.path("hostnames").forEach(n -> text.append('\t').append(n.asString("")));
      text.append('\n');
    }
    return text.toString();
  }

  private static String resolver(KubeObject pod, NodeParts.NameServers servers) {
    String policy = pod.spec().path("dnsPolicy").asString("ClusterFirst");
    var names = new ArrayList<String>();
    var search = new ArrayList<String>();
    String options = "";
    boolean clusterFirst = policy.startsWith("ClusterFirst") && !servers.cluster().isEmpty();
    if (clusterFirst) {
      names.addAll(servers.cluster());
      search.add(pod.namespace() + ".svc.cluster.local");
      search.add("svc.cluster.local");
      search.add("cluster.local");
      options = "options ndots:5\n";
    } else if (!policy.equals("None")) {
      names.addAll(servers.host());
    }
    JsonNode own = pod.spec().path("dnsConfig");
    own.path("nameservers").forEach(n -> names.add(n.asString("")));
    own.path("searches").forEach(n -> search.add(n.asString("")));
    var text = new StringBuilder();
    if (!search.isEmpty()) {
      text.append("search ").append(String.join(" ", search)).append('\n');
    }
    names.forEach(n -> text.append("nameserver ").append(n).append('\n'));
    return text.append(options).toString();
  }
}
