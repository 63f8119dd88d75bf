package dev.slipway.client;

import dev.slipway.base.ProcessStart;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * A process by its number and the time it was started at, since numbers come back.
 *
 * @param pid its number
 * @param started when, in the kernel's ticks
 */
record RunningProcess(String pid, String started) {
  /** The process that wrote this of itself when it was ready. */
  static RunningProcess of(JsonNode ready) {
    return new RunningProcess(ready.path("pid").asString(), ready.path("started").asString());
  }

  /**
   * Whether it runs. One that has ended stays listed until its parent asks for its exit code, which
   * may take a second, or forever.
   */
  boolean isAlive() {
    OptionalLong now = ProcessStart.of(pid);
    return now.isPresent() && started.equals(Long.toString(now.getAsLong()));
  }
}
