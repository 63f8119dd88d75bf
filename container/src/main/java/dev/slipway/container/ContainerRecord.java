package dev.slipway.container;

import java.util.Map;

/** What is kept on disk about a container, to find it again. Times are milliseconds since 1970. */
record ContainerRecord(
    String id,
    String log,
    Map<String, String> labels,
    String cgroup,
    String boot,
    String init,
    String supervisor,
    long started) {
  ContainerRecord startedAt(long millis) {
    return new ContainerRecord(id, log, labels, cgroup, boot, init, supervisor, millis);
  }

  boolean isStarted() {
    return started > 0;
  }
}
