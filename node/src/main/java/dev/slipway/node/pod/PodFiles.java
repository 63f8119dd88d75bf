package dev.slipway.node.pod;

import dev.slipway.container.ContainerMount;
import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    write(hosts, hosts(pod, address));
    write(hostname, PodHostname.own(pod) + "\n");
    write(resolver, resolver(pod, servers));
    return List.of(
        ContainerMount.bind(hosts, Path.of("/etc/hosts")),
        ContainerMount.bindReadOnly(hostname, Path.of("/etc/hostname")),
        ContainerMount.bindReadOnly(resolver, Path.of("/etc/resolv.conf")));
  }

  /** Containers that run read these files: one that is right already stays untouched. */
  private static void write(Path file, String text) throws IOException {
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
    }
  }

  private static String hosts(KubeObject pod, String address) {
    var text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n");
    text.append(address).append('\t');
    PodHostname.full(pod).ifPresent(full -> text.append(full).append('\t'));
    text.append(PodHostname.label(pod)).append('\n');
    for (JsonNode alias : pod.spec().path("hostAliases")) {
      text.append(alias.path("ip").asString(""));
      alias.path("hostnames").forEach(n -> text.append('\t').append(n.asString("")));
      text.append('\n');
    }
    return text.toString();
  }

  private static String resolver(KubeObject pod, NodeParts.NameServers servers) {
    String policy = pod.spec().path("dnsPolicy").asString("ClusterFirst");
    boolean onHost = pod.spec().path("hostNetwork").asBoolean(false);
    boolean clusterFirst =
        policy.equals("ClusterFirstWithHostNet") || (policy.equals("ClusterFirst") && !onHost);
    var names = new LinkedHashSet<String>();
    var search = new LinkedHashSet<String>();
    var options = new LinkedHashMap<String, String>();
    if (clusterFirst && !servers.cluster().isEmpty()) {
      names.addAll(servers.cluster());
      search.add(pod.namespace() + ".svc.cluster.local");
      search.add("svc.cluster.local");
      search.add("cluster.local");
      options.put("ndots", ":5");
    } else if (!policy.equals("None")) {
      names.addAll(servers.host());
    }
    JsonNode own = pod.spec().path("dnsConfig");
    own.path("nameservers").forEach(n -> names.add(n.asString("")));
    own.path("searches").forEach(n -> search.add(n.asString("")));
    for (JsonNode option : own.path("options")) {
      String value = option.path("value").asString("");
      options.put(option.path("name").asString(""), value.isEmpty() ? "" : ":" + value);
    }
    return text(names, search, options);
  }

  private static String text(
      Collection<String> names, Collection<String> search, Map<String, String> options) {
    var text = new StringBuilder();
    if (!search.isEmpty()) {
      text.append("search ").append(String.join(" ", search)).append('\n');
    }
    names.forEach(n -> text.append("nameserver ").append(n).append('\n'));
    if (!options.isEmpty()) {
      text.append("options");
      options.forEach((name, value) -> text.append(' ').append(name).append(value));
      text.append('\n');
    }
    return text.toString();
  }
}
