package dev.slipway.delivery;

import java.util.Map;
import java.util.Optional;

/** Where no repository is hosted: releases are known by what they consist of alone. */
public final class NoSourceHistory implements SourceHistory {
  @Override
  public Order order(String repository, String commit, String other) {
    return commit.equals(other) ? Order.SAME : Order.UNKNOWN;
  }

  @Override
  public boolean isOn(String repository, String ref, String commit) {
    return false;
  }

  @Override
  public Optional<Commit> commit(String repository, String id) {
    return Optional.empty();
  }

  @Override
  public Optional<String> defaultBranch(String repository) {
    return Optional.empty();
  }

  @Override
  public Reverted revert(RevertOrder order) {
    return new Reverted.Impossible(order.repository() + " is not hosted here");
  }

  @Override
  public Optional<String> record(
      String repository, String ref, Map<String, byte[]> files, String message, String marker) {
    return Optional.empty();
  }
}
