package dev.slipway.runner.run;

import dev.slipway.workflow.plan.Concurrency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds which concurrency group. Members are told when it is their turn, and when somebody
 * newer takes their place.
 */
final class ConcurrencyGroups {
  private final Map<String, Concurrency> groups = new HashMap<>();
  private final Map<String, Member> members = new HashMap<>();

  /** A run or job in a group. */
  interface Member {
    /** It may go on. */
    void turn();

    /** It is to end. */
    void superseded(String by);
  }

  /** Takes a place; the member hears at once or later. Returns who runs, when it must wait. */
  Optional<String> arrive(
      String repository, String id, Concurrency.Request request, Member member) {
    Concurrency.Arrival arrival;
    List<Member> cancelled;
    Optional<String> holder;
    synchronized (this) {
      String key = key(repository, request);
      Concurrency before = groups.getOrDefault(key, Concurrency.FREE);
      holder = before.running();
      arrival = before.arrive(id, request);
      groups.put(key, arrival.after());
      members.put(id, member);
      cancelled = members(arrival.cancelled());
    }
    cancelled.forEach(one -> one.superseded(id));
    if (arrival.starts()) {
      member.turn();
      return Optional.empty();
    }
    return holder;
  }

  private List<Member> members(List<String> ids) {
    return ids.stream().filter(members::containsKey).map(members::get).toList();
  }

  /** Gives the place up; whoever waits hears that it is its turn. */
  void leave(String repository, String id, Concurrency.Request request) {
    Optional<Member> next;
    synchronized (this) {
      String key = key(repository, request);
      Concurrency.Departure departure = groups.getOrDefault(key, Concurrency.FREE).leave(id);
      members.remove(id);
      if (departure.after().equals(Concurrency.FREE)) {
        groups.remove(key);
      } else {
        groups.put(key, departure.after());
      }
      next = departure.starts().map(members::get);
    }
    next.ifPresent(Member::turn);
  }

  private static String key(String repository, Concurrency.Request request) {
    return repository + " " + request.group().toLowerCase(Locale.ROOT);
  }
}
