package dev.slipway.kubernetes.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a chatty object from filling the cluster with events: from the tenth different message
 * about the same thing within ten minutes on, they share one event.
 *
 * <p>Not thread-safe; its owner serialises access.
 */
final class EventSeries {
  private static final int SIMILAR_LIMIT = 10;
  private static final int REMEMBERED = 4096;
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final String COMBINED = "(combined from similar events): ";

  /**
   * How an event is to be recorded.
   *
   * @param message what it says
   * @param key equal for events that are one and the same object, counted up
   */
  record Entry(String message, String key) {}

  private record Similar(Set<String> messages, Instant last) {}

  private final Map<String, Similar> groups =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Similar> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * Notes one more event.
   *
   * @param group everything about it but the message
   */
  Entry note(String group, String message, Instant now) {
    Set<String> messages =
        Optional.ofNullable(groups.get(group))
            .filter(before -> !before.last().plus(WINDOW).isBefore(now))
            .map(Similar::messages)
            .orElseGet(LinkedHashSet::new);
    messages.add(message);
    groups.put(group, new Similar(messages, now));
    if (messages.size() < SIMILAR_LIMIT) {
      return new Entry(message, group + "\n" + message);
    }
    messages.remove(messages.iterator().next());
    return new Entry(COMBINED + message, group);
  }
}
