package dev.slipway.store;

import java.util.List;

/**
 * The tables of one room, as the steps that led to them.
 *
 * @param room the room that owns the tables
 * @param steps SQL scripts, applied once each and in order; a step that was released is never
 *     changed, a new one is added
 */
public record Schema(String room, List<String> steps) {
  public Schema {
    steps = List.copyOf(steps);
  }
}
