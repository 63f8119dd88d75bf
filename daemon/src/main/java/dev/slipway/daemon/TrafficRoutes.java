package dev.slipway.daemon;

import dev.slipway.base.Json;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.node.proxy.AccessStatistics;
import dev.slipway.node.proxy.AccessStatistics.Counts;
import dev.slipway.node.proxy.AccessStatistics.Version;
import dev.slipway.node.proxy.Latencies;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Slipway's own API for how each version behind a Service answers what comes through Ingresses. */
final class TrafficRoutes {
  private static final String HASH = "pod-template-hash";
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final List<Integer> QUANTILES = List.of(50, 90, 99);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Cluster cluster;
  private final AccessStatistics statistics;

  TrafficRoutes(Cluster cluster, AccessStatistics statistics) {
    this.cluster = cluster;
    this.statistics = statistics;
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            Method.GET,
            "/api/v1/traffic",
            request -> new Permission("slipway.instance.get", "instance"),
            this::list));
  }

  private Response list(Request request) {
    var answer = Json.MAPPER.createObjectNode();
    var versions = answer.putArray("versions");
    statistics.snapshot().entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<Version, Counts> e) -> e.getKey().service())
                .thenComparing(e -> e.getValue().since())
                .thenComparing(e -> e.getKey().hash()))
        .forEach(entry -> versions.add(describe(entry.getKey(), entry.getValue())));
    return Response.json(200, answer);
  }

  private ObjectNode describe(Version version, Counts counts) {
    var node = Json.MAPPER.createObjectNode();
    node.put("namespace", version.service().namespace());
    node.put("service", version.service().name());
    node.put("version", version.hash());
    set(version).ifPresent(set -> describe(set, node));
    node.put("since", counts.since().toString());
    node.put("requests", counts.requests());
    node.put("failures", counts.failures());
    ObjectNode outcomes = node.putObject("outcomes");
    counts.outcomes().forEach((o, n) -> outcomes.put(o.name().toLowerCase(Locale.ROOT), n));
    node.put("retried", counts.retried());
    ObjectNode latency = node.putObject("latencyMillis");
    Latencies all = counts.latencies();
    QUANTILES.forEach(q -> latency.put("p" + q, all.quantile(q).toNanos() / NANOS_PER_MILLI));
    return node;
  }

  /** Of which Deployment it is, as long as its ReplicaSet is kept. */
  private static void describe(KubeObject set, ObjectNode node) {
    set.controller().ifPresent(owner -> node.put("deployment", owner.name()));
    node.put("revision", set.annotations().getOrDefault(REVISION, ""));
    var images = node.putArray("images");
    set.at("/spec/template/spec/containers").forEach(c -> images.add(c.path("image").asString("")));
  }

  private Optional<KubeObject> set(Version version) {
    var selector = LabelSelector.ofLabels(Map.of(HASH, version.hash()));
    var selection = Selection.namespace(version.service().namespace()).with(selector);
    return version.hash().isEmpty()
        ? Optional.empty()
        : cluster.list(ResourceType.REPLICA_SETS, selection).items().stream().findFirst();
  }
}
