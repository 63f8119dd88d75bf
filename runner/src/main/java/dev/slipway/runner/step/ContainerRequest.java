package dev.slipway.runner.step;

import dev.slipway.base.InputException;
import dev.slipway.runner.RegistryLogin;
import dev.slipway.runner.job.ContainerOptions;
import dev.slipway.runner.job.ContainerOptionsReader;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code container:} of a job, evaluated: an image, or a mapping of {@code image}, {@code env},
 * {@code credentials}, {@code volumes}, {@code ports} and {@code options}.
 *
 * @param at where the image is named
 */
record ContainerRequest(
    String image,
    InputException.Position at,
    Map<String, String> environment,
    Optional<Login> login,
    List<Path> volumes,
    List<String> ports,
    ContainerOptions options) {
  private static final String SCHEME = "docker://";

  /** It prints without the password. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }

  ContainerRequest {
    volumes = List.copyOf(volumes);
    ports = List.copyOf(ports);
  }

  /**
   * Evaluates; empty when the image's name turns out empty: then the job has no container.
   *
   * @throws InputException for what cannot be carried out
   */
  static Optional<ContainerRequest> of(Data data, Scope scope) {
    if (!(data instanceof Data.Entries map)) {
      return named(data, Evaluation.text(data, scope), Optional.empty(), scope);
    }
    Optional<Data> image = map.get("image");
    return image.flatMap(
        named -> named(named, Evaluation.text(named, scope), Optional.of(map), scope));
  }

  private static Optional<ContainerRequest> named(
      Data at, String text, Optional<Data.Entries> map, Scope scope) {
    String image = text.strip();
    if (image.startsWith(SCHEME)) {
      image = image.substring(SCHEME.length());
    }
    if (image.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ContainerRequest(
            image,
            at.at(),
            map.flatMap(m -> m.get("env"))
                .map(data -> Evaluation.texts(data, scope))
                .orElse(Map.of()),
            map.flatMap(m -> m.get("credentials")).flatMap(data -> login(data, scope)),
            volumes(map, scope),
            map.flatMap(m -> m.get("ports")).map(data -> texts(data, scope)).orElse(List.of()),
            map.flatMap(m -> m.get("options"))
                .map(data -> ContainerOptionsReader.read(Evaluation.text(data, scope), data.at()))
                .orElse(ContainerOptions.NONE)));
  }

  private static Optional<Login> login(Data data, Scope scope) {
    Map<String, String> given = Evaluation.texts(data, scope);
    String user = given.getOrDefault("username", "");
    String password = given.getOrDefault("password", "");
    if (user.isEmpty() != password.isEmpty()) {
      throw new InputException(
          data.at(),
          "the credentials of the container have no "
              + (user.isEmpty() ? "username" : "password")
              + ": its expression is empty here",
          "set the secret with 'slipway secret set'; runs of forks have no secrets");
    }
    return user.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password));
  }

  private static List<Path> volumes(Optional<Data.Entries> map, Scope scope) {
    var volumes = new ArrayList<Path>();
    Optional<Data> named = map.flatMap(m -> m.get("volumes"));
    if (named.isPresent()) {
      for (Data item : items(named.get())) {
        volumes.add(volume(Evaluation.text(item, scope), item.at()));
      }
    }
    return volumes;
  }

  private static List<Data> items(Data data) {
    return data instanceof Data.Items list ? list.items() : List.of(data);
  }

  private static List<String> texts(Data data, Scope scope) {
    return items(data).stream().map(item -> Evaluation.text(item, scope)).toList();
  }

  /** Where a volume of no one else's is; a job has none of the machine's directories. */
  static Path volume(String text, InputException.Position at) {
    String[] parts = text.split(":", -1);
    String source = parts.length == 1 ? "" : parts[0];
    String target = parts.length == 1 ? parts[0] : parts[1];
    if (source.endsWith("docker.sock")) {
      throw new InputException(
          at,
          "the volume " + text + " is a Docker daemon's socket, and there is none here",
          "leave it out: the program docker works in the job without one");
    }
    if (source.startsWith("/") || source.startsWith(".") || source.startsWith("~")) {
      throw new InputException(
          at,
          "the volume " + text + " is a directory of the machine, which jobs are not given",
          "name a volume, as in data:" + target + ", which is empty when the job begins");
    }
    if (parts.length > 3 || !target.startsWith("/") || (parts.length == 3 && parts[2].isEmpty())) {
      throw new InputException(
          at, "\"" + text + "\" is no volume", "write it as in name:/directory");
    }
    if (parts.length == 3 && !parts[2].equals("rw")) {
      throw new InputException(
          at,
          "the option " + parts[2] + " of the volume " + text + " is not supported",
          "a volume belongs to the job alone: leave the option out");
    }
    Path path = Path.of(target).normalize();
    if (path.getNameCount() == 0) {
      throw new InputException(at, "a volume cannot be the root directory", "");
    }
    return path;
  }

  /** The login with the registry's host. */
  Optional<RegistryLogin> login(String host) {
    return login.map(l -> new RegistryLogin(host, l.user(), l.password()));
  }
}
