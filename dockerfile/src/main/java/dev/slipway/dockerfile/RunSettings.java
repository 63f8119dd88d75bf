package dev.slipway.dockerfile;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.container.ByteSize;
import dev.slipway.container.ProcessLimit;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How RUN steps are run, beyond what the Dockerfile says. None of it makes a step's result another
 * one but the names of added hosts.
 *
 * @param hosts more lines of {@code /etc/hosts}: addresses by name, in order
 * @param sharedMemory bytes of {@code /dev/shm}; empty for the usual 64 MiB
 * @param limits of each process, as setrlimit(2) has them
 */
public record RunSettings(
    Map<String, String> hosts, OptionalLong sharedMemory, List<ProcessLimit> limits) {
  public static final RunSettings USUAL =
      new RunSettings(Map.of(), OptionalLong.empty(), List.of());

  private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+)[:=]\\[?([^\\]]+)\\]?");

  public RunSettings {
    hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    limits = List.copyOf(limits);
  }

  /**
   * Reads what docker's command line says.
   *
   * @param hosts values of {@code --add-host}: {@code name:address} or {@code name=address}
   * @param sharedMemory value of {@code --shm-size}
   * @param limits values of {@code --ulimit}: {@code nofile=1024:2048}
   * @throws InputException when one of them is wrong
   */
  public static RunSettings parse(
      List<String> hosts, Optional<String> sharedMemory, List<String> limits) {
    var named = new LinkedHashMap<String, String>();
    hosts.forEach(value -> addHost(value, named));
    var read = new ArrayList<ProcessLimit>();
    limits.forEach(value -> read.add(limit(value)));
    OptionalLong memory =
        sharedMemory.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(bytes("--shm-size", sharedMemory.get()));
    return new RunSettings(named, memory, read);
  }

  private static void addHost(String value, Map<String, String> hosts) {
    Matcher matcher = HOST.matcher(value);
    if (!matcher.matches()) {
      throw invalid("--add-host " + value, "is not a host and its address", "write NAME:ADDRESS");
    }
    String address = matcher.group(2);
    if (address.equals("host-gateway")) {
      throw invalid(
          "--add-host " + value,
          "steps cannot reach this machine",
          "name the address of another machine");
    }
    try {
      var _ = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          Position.of("--add-host " + value),
          address + " is not an address",
          "write it as in 10.1.2.3",
          e);
    }
    hosts.put(matcher.group(1), address);
  }

  private static ProcessLimit limit(String value) {
    ProcessLimit limit =
        ProcessLimit.parse(value)
            .orElseThrow(() ->
                invalid("--ulimit " + value, "is not a limit", "write it as in nofile=1024:2048"));
    if (!limit.isInOrder()) {
      throw invalid(
          "--ulimit " + value, "is more than it may be raised to", "write the lower one first");
    }
    return limit;
  }

  /**
   * A size as docker writes it: a number of bytes, or with b, k, m or g.
   *
   * @param option what it was given to
   */
  public static long bytes(String option, String size) {
    return ByteSize.parse(size)
        .orElseThrow(
            () -> invalid(option + " " + size, "is not a size", "write it as in 512m or 2g"));
  }

  private static InputException invalid(String where, String problem, String hint) {
    return new InputException(Position.of(where), problem, hint);
  }
}
