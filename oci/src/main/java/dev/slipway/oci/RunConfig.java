package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * How to run an image: the {@code config} part of its configuration (OCI image specification,
 * config.md, and Docker's additions).
 *
 * <p>Lists that are not there are empty, texts that are not there are {@code ""}.
 *
 * @param user name or number, with a group after a colon
 * @param exposedPorts such as {@code 8000/tcp}
 * @param env {@code NAME=value}, in order
 * @param volumes paths
 * @param stopSignal such as {@code SIGQUIT}
 * @param stopTimeout seconds from the stop signal to the end
 * @param onBuild instructions for images built on this one
 * @param shell what runs the shell form of instructions; empty for the default
 * @param others what is not known here, kept as it is
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunConfig(
    @JsonProperty("User") String user,
    @JsonProperty("ExposedPorts") @JsonSerialize(using = EmptyObjects.class)
        Set<String> exposedPorts,
    @JsonProperty("Env") List<String> env,
    @JsonProperty("Entrypoint") List<String> entrypoint,
    @JsonProperty("Cmd") List<String> cmd,
    @JsonProperty("Volumes") @JsonSerialize(using = EmptyObjects.class) Set<String> volumes,
    @JsonProperty("WorkingDir") String workingDir,
    @JsonProperty("Labels") Map<String, String> labels,
    @JsonProperty("StopSignal") String stopSignal,
    @JsonProperty("StopTimeout") Optional<Integer> stopTimeout,
    @JsonProperty("Healthcheck") Optional<Healthcheck> healthcheck,
    @JsonProperty("OnBuild") List<String> onBuild,
    @JsonProperty("Shell") List<String> shell,
    @JsonAnyGetter Map<String, JsonNode> others) {

  /** Nothing said. */
  public static final RunConfig EMPTY =
      new RunConfig(
          "",
          Set.of(),
          List.of(),
          List.of(),
          List.of(),
          Set.of(),
          "",
          Map.of(),
          "",
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          Map.of());

  public RunConfig {
    exposedPorts = Collections.unmodifiableSet(new TreeSet<>(exposedPorts));
    env = List.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    volumes = Collections.unmodifiableSet(new TreeSet<>(volumes));
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    onBuild = List.copyOf(onBuild);
    shell = List.copyOf(shell);
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  @JsonCreator
  static RunConfig fromJson(
      @JsonProperty("User") @Nullable String user,
      @JsonProperty("ExposedPorts") @Nullable Map<String, Object> exposedPorts,
      @JsonProperty("Env") @Nullable List<String> env,
      @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
      @JsonProperty("Cmd") @Nullable List<String> cmd,
      @JsonProperty("Volumes") @Nullable Map<String, Object> volumes,
      @JsonProperty("WorkingDir") @Nullable String workingDir,
      @JsonProperty("Labels") @Nullable Map<String, String> labels,
      @JsonProperty("StopSignal") @Nullable String stopSignal,
      @JsonProperty("StopTimeout") @Nullable Integer stopTimeout,
      @JsonProperty("Healthcheck") @Nullable Healthcheck healthcheck,
      @JsonProperty("OnBuild") @Nullable List<String> onBuild,
      @JsonProperty("Shell") @Nullable List<String> shell,
      @JsonAnySetter Map<String, JsonNode> others) {
    return new RunConfig(
        text(user),
        exposedPorts == null ? Set.of() : exposedPorts.keySet(),
        list(env),
        list(entrypoint),
        list(cmd),
        volumes == null ? Set.of() : volumes.keySet(),
        text(workingDir),
        labels == null ? Map.of() : labels,
        text(stopSignal),
        Optional.ofNullable(stopTimeout),
        Optional.ofNullable(healthcheck),
        list(onBuild),
        list(shell),
        others);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static List<String> list(@Nullable List<String> value) {
    return value == null ? List.of() : value;
  }

  /** The value of an environment variable. */
  public Optional<String> env(String name) {
    String prefix = name + "=";
    // The last one counts, as for exec(3) implementations that docker and runc use.
    return env.reversed().stream()
        .filter(e -> e.startsWith(prefix))
        .map(e -> e.substring(prefix.length()))
        .findFirst();
  }

  /** Starts a changed copy. */
  public Changes change() {
    return new Changes(this);
  }

  /** A changed copy in the making. */
  public static final class Changes {
    private String user;
    private Set<String> exposedPorts;
    private List<String> env;
    private List<String> entrypoint;
    private List<String> cmd;
    private Set<String> volumes;
    private String workingDir;
    private Map<String, String> labels;
    private String stopSignal;
    private Optional<Integer> stopTimeout;
    private Optional<Healthcheck> healthcheck;
    private List<String> onBuild;
    private List<String> shell;
    private final Map<String, JsonNode> others;

    private Changes(RunConfig from) {
      user = from.user;
      exposedPorts = from.exposedPorts;
      env = from.env;
      entrypoint = from.entrypoint;
      cmd = from.cmd;
      volumes = from.volumes;
      workingDir = from.workingDir;
      labels = from.labels;
      stopSignal = from.stopSignal;
      stopTimeout = from.stopTimeout;
      healthcheck = from.healthcheck;
      onBuild = from.onBuild;
      shell = from.shell;
      others = from.others;
    }

    public Changes user(String value) {
      user = value;
      return this;
    }

    /** Adds ports to those exposed already. */
    public Changes expose(Set<String> ports) {
      var all = new LinkedHashSet<>(exposedPorts);
      all.addAll(ports);
      exposedPorts = all;
      return this;
    }

    public Changes env(List<String> value) {
      env = value;
      return this;
    }

    /** Sets one variable, where it was or at the end. */
    public Changes setEnv(String name, String value) {
      var all = new ArrayList<>(env);
      String entry = name + "=" + value;
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).startsWith(name + "=")) {
          all.set(i, entry);
          env = all;
          return this;
        }
      }
      all.add(entry);
      env = all;
      return this;
    }

    public Changes entrypoint(List<String> value) {
      entrypoint = value;
      return this;
    }

    public Changes cmd(List<String> value) {
      cmd = value;
      return this;
    }

    public Changes volumes(Set<String> value) {
      volumes = value;
      return this;
    }

    public Changes workingDir(String value) {
      workingDir = value;
      return this;
    }

    public Changes labels(Map<String, String> value) {
      labels = value;
      return this;
    }

    public Changes setLabel(String name, String value) {
      var all = new LinkedHashMap<>(labels);
      all.put(name, value);
      labels = all;
      return this;
    }

    public Changes stopSignal(String value) {
      stopSignal = value;
      return this;
    }

    public Changes healthcheck(Healthcheck value) {
      healthcheck = Optional.of(value);
      return this;
    }

    public Changes onBuild(List<String> value) {
      onBuild = value;
      return this;
    }

    public Changes shell(List<String> value) {
      shell = value;
      return this;
    }

    public RunConfig done() {
      return new RunConfig(
          user,
          exposedPorts,
          env,
          entrypoint,
          cmd,
          volumes,
          workingDir,
          labels,
          stopSignal,
          stopTimeout,
          healthcheck,
          onBuild,
          shell,
          others);
    }
  }
}
