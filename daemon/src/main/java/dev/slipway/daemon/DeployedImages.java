package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.release.Release;
import dev.slipway.delivery.release.Workload;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageReference;
import dev.slipway.registry.ImagesInUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Images that must stay: what the cluster runs or could start again, and every release that an
 * environment can go back to.
 */
record DeployedImages(Cluster cluster, Ledger ledger, ImageCatalog catalog) implements ImagesInUse {
  private static final List<String> CONTAINERS =
      List.of("containers", "initContainers", "ephemeralContainers");

  @Override
  public Map<Digest, String> reasons() {
    var reasons = new HashMap<Digest, String>();
    // The first reason is the one that is told: what runs comes before what could.
    List<Entry> releases = releases();
    releases.stream().filter(Entry::runs).forEach(entry -> add(entry, reasons));
    releases.forEach(entry -> add(entry, reasons));
    add(ResourceType.PODS, "/spec", reasons);
    addRunning(reasons);
    add(ResourceType.DEPLOYMENTS, "/spec/template/spec", reasons);
    add(ResourceType.REPLICA_SETS, "/spec/template/spec", reasons);
    add(ResourceType.JOBS, "/spec/template/spec", reasons);
    return reasons;
  }

  /** A release of an environment. */
  private record Entry(Environment environment, Release release) {
    boolean runs() {
      return switch (release.state()) {
        case SERVING, ROLLING_OUT -> true;
        case SUPERSEDED, ROLLED_BACK, FAILED -> false;
      };
    }

    /** Why its images are needed; empty when they are not. */
    Optional<String> reason() {
      String number = " (release " + release.number() + ")";
      return switch (release.state()) {
        case SERVING, ROLLING_OUT -> Optional.of("it runs in " + environment.name() + number);
        case SUPERSEDED, ROLLED_BACK ->
            Optional.of(environment.name() + " can go back to it" + number);
        case FAILED -> Optional.empty();
      };
    }
  }

  private List<Entry> releases() {
    var all = new ArrayList<Entry>();
    for (Environment environment : ledger.environments()) {
      for (Release release : ledger.chronicle(environment).releases()) {
        all.add(new Entry(environment, release));
      }
    }
    return all;
  }

  private static void add(Entry entry, Map<Digest, String> reasons) {
    Optional<String> why = entry.reason();
    if (why.isEmpty()) {
      return;
    }
    for (Workload workload : entry.release().workloads()) {
      for (Workload.Image image : workload.images()) {
        image
            .digest()
            .flatMap(Digest::find)
            .ifPresent(digest -> reasons.putIfAbsent(digest, why.get()));
      }
    }
  }

  private void add(ResourceType type, String template, Map<Digest, String> reasons) {
    for (KubeObject object : cluster.list(type, Selection.ALL).items()) {
      String why =
          "it is used by " + object.kind() + " " + object.namespace() + "/" + object.name();
      for (String list : CONTAINERS) {
        for (JsonNode container : object.at(template + "/" + list)) {
          digest(container.path("image").asString(""))
              .ifPresent(digest -> reasons.putIfAbsent(digest, why));
        }
      }
    }
  }

  /** What a pod started, whatever the name in its specification means by now. */
  private void addRunning(Map<Digest, String> reasons) {
    for (KubeObject pod : cluster.list(ResourceType.PODS, Selection.ALL).items()) {
      for (JsonNode status : pod.at("/status/containerStatuses")) {
        String id = status.path("imageID").asString("");
        Digest.find(id.substring(id.indexOf('@') + 1))
            .ifPresent(digest ->
                reasons.putIfAbsent(
                    digest, "Pod " + pod.namespace() + "/" + pod.name() + " runs it"));
      }
    }
  }

  private Optional<Digest> digest(String reference) {
    try {
      return catalog.find(ImageReference.parse(reference)).map(d -> d.digest());
    } catch (InputException e) {
      // No image of this name can be here.
      return Optional.empty();
    }
  }
}
