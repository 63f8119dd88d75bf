package dev.slipway.delivery;

/** Everything deliveries need from outside. */
public record Ports(
    ClusterWatch watch,
    ClusterEdit edit,
    PodEvidence evidence,
    ImageDigests images,
    SourceHistory history) {}
