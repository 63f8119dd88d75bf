package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.delivery.Delivery;
import dev.slipway.delivery.DeliverySettings;
import dev.slipway.delivery.DeployGate;
import dev.slipway.delivery.ImageDigests;
import dev.slipway.delivery.ImageOrder;
import dev.slipway.delivery.Ports;
import dev.slipway.delivery.SourceHistory;
import dev.slipway.delivery.Surroundings;
import dev.slipway.delivery.ledger.Ledger;
import dev.slipway.http.Principal;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.WriteGate;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageReference;
import dev.slipway.registry.TagGate;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;

/**
 * Deliveries of an instance, between the rooms that they watch and order.
 *
 * @param history the repositories that commits are looked up in
 */
record DeliveryParts(
    Ledger ledger, ImageOrder images, SourceHistory history, State state, Clock clock) {

  static DeliveryParts of(State state, SourceHistory history, Clock clock) {
    return new DeliveryParts(
        new Ledger(state.database(), state.journal()),
        new ImageOrder(state.database(), history),
        history,
        state,
        clock);
  }

  /** What orders and stamps the writes of the Kubernetes API. */
  WriteGate writes(Cluster cluster) {
    var gate = new DeployGate(ledger, new ClusterObjects(cluster), history, state.journal(), clock);
    return write ->
        switch (gate.decide(write.principal(), write.manager(), write.old(), write.wanted())) {
          case DeployGate.Decision.Admit admit ->
              new WriteGate.Verdict.Admit(admit.annotations(), admit.removed());
          case DeployGate.Decision.Refuse refuse -> new WriteGate.Verdict.Refuse(refuse.reason());
        };
  }

  /** What orders the tags of the registry. */
  TagGate tags() {
    return new TagGate() {
      @Override
      public boolean covers(Principal who) {
        return images.covers(who);
      }

      @Override
      public Optional<String> refusal(Principal who, String name, String tag) {
        return images.refusal(who, name, tag);
      }

      @Override
      public void moved(Sql sql, Principal who, String name, String tag, Digest to)
          throws SQLException {
        images.moved(sql, who, name, tag, to);
      }
    };
  }

  /** Starts them; all that the cluster holds is looked at first. */
  Delivery start(ClusterParts cluster, ImageCatalog catalog, Surroundings surroundings) {
    var objects = new ClusterObjects(cluster.cluster());
    return Delivery.start(
        ledger,
        new Ports(
            objects,
            objects,
            new NodeEvidence(cluster.cluster(), cluster.node().agent()),
            new CatalogDigests(catalog, images),
            history),
        DeliverySettings.DEFAULT,
        surroundings,
        clock);
  }

  /** Names of images as this instance resolves them. */
  private record CatalogDigests(ImageCatalog catalog, ImageOrder order) implements ImageDigests {
    @Override
    public Optional<String> digest(String reference) {
      try {
        return catalog.find(ImageReference.parse(reference)).map(d -> d.digest().toString());
      } catch (InputException e) {
        // The node says what is wrong with the name, where it would run it.
        return Optional.empty();
      }
    }

    @Override
    public Optional<Provenance> provenance(String digest) {
      return order.provenance(digest);
    }
  }
}
