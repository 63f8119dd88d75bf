package dev.slipway.delivery;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A repository whose commits are numbers, each following the one before. */
public final class LinearHistory implements SourceHistory {
  public static final String REPOSITORY = "alice/doctor-app";

  private final Map<String, String> records = new TreeMap<>();

  public static String commit(int number) {
    return String.format("%040x", number);
  }

  static int number(String commit) {
    return Integer.parseInt(commit, 16);
  }

  @Override
  public Order order(String repository, String commit, String other) {
    int order = Integer.compare(number(commit), number(other));
    return order == 0 ? Order.SAME : order < 0 ? Order.OLDER : Order.NEWER;
  }

  @Override
  public boolean isOn(String repository, String ref, String commit) {
    return true;
  }

  @Override
  public Optional<Commit> commit(String repository, String id) {
    return Optional.of(new Commit(id, "change " + number(id), "alice"));
  }

  @Override
  public Optional<String> defaultBranch(String repository) {
    return Optional.of("main");
  }

  @Override
  public Reverted revert(RevertOrder order) {
    return new Reverted.Done(commit(number(order.undone()) + 1_000), Content.AS_KEPT);
  }

  @Override
  public Optional<String> record(
      String repository, String ref, Map<String, byte[]> files, String message, String marker) {
    return Optional.of(records.computeIfAbsent(marker, m -> commit(9_000_000 + records.size())));
  }

  Map<String, String> records() {
    return records;
  }
}
