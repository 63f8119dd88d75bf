package dev.slipway.runner.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a step wrote to {@code GITHUB_PATH}: directories, one a line, the last one to come first.
 */
public final class PathFile {
  private PathFile() {}

  /** The directories in the order they were written. */
  public static List<String> read(byte[] content) {
    return ValueFile.decoded(content).lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * The directories before PATH after some were added; one that is there moves to the front.
   *
   * @param present the first one is searched first
   * @param added the last one will be searched first
   */
  public static List<String> prepend(List<String> present, List<String> added) {
    List<String> newestFirst = new ArrayList<>(added);
    Collections.reverse(newestFirst);
    var all = new LinkedHashSet<>(newestFirst);
    all.addAll(present);
    return List.copyOf(all);
  }
}
