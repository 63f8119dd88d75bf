package dev.slipway.runner;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that a job wants built. Paths are as the job sees them.
 *
 * @param context what COPY reads
 * @param directory what relative paths in outputs, caches and contexts are relative to
 * @param dockerfile the Dockerfile; {@code Dockerfile} in the context otherwise; of a commit its
 *     path in the context, from {@code /} on
 * @param dockerfileText a Dockerfile that is no file ({@code docker build -f -})
 * @param tags names for the image; none are needed
 * @param contexts what names in FROM and {@code --from} stand for, in the notation of {@code
 *     --build-context}
 * @param secrets what RUN steps may mount, by id; never printed
 * @param outputs where else it goes, in the notation of {@code --output}
 * @param push what becomes of the image after it was built
 * @param logins for the registries that it goes to
 */
public record JobBuild(
    JobContext context,
    Path directory,
    Optional<Path> dockerfile,
    Optional<String> dockerfileText,
    Optional<String> target,
    Map<String, String> buildArgs,
    Map<String, String> labels,
    List<String> tags,
    Map<String, String> contexts,
    Map<String, byte[]> secrets,
    List<String> outputs,
    Cache cache,
    Bases bases,
    After push,
    List<RegistryLogin> logins,
    Rest rest) {

  /**
   * What is asked for now and then, in the notation of the command line.
   *
   * @param network of {@code RUN} steps
   * @param allow rights of the Dockerfile
   * @param cacheFrom where results of steps are looked for
   * @param cacheTo where they are left
   * @param steps how {@code RUN} steps are run
   * @param annotations of the manifest
   * @param freshStages built anew, whatever is known of them
   */
  public record Rest(
      Optional<String> network,
      List<String> allow,
      List<String> cacheFrom,
      List<String> cacheTo,
      Steps steps,
      List<String> annotations,
      List<String> freshStages) {
    public Rest {
      allow = List.copyOf(allow);
      cacheFrom = List.copyOf(cacheFrom);
      cacheTo = List.copyOf(cacheTo);
      annotations = List.copyOf(annotations);
      freshStages = List.copyOf(freshStages);
    }
  }

  /**
   * How {@code RUN} steps are run, in the notation of the command line.
   *
   * @param hosts {@code NAME:ADDRESS}
   * @param sharedMemory size of {@code /dev/shm}
   * @param limits {@code NAME=SOFT[:HARD]}
   * @param memory what one step may use
   */
  public record Steps(
      List<String> hosts,
      Optional<String> sharedMemory,
      List<String> limits,
      Optional<String> memory) {
    public Steps {
      hosts = List.copyOf(hosts);
      limits = List.copyOf(limits);
    }
  }

  /** Whether results of earlier builds may be taken. */
  public enum Cache {
    USE,
    IGNORE
  }

  /** Whether base images are looked for again. */
  public enum Bases {
    LOCAL_FIRST,
    REFRESH
  }

  /** What becomes of the image. */
  public enum After {
    KEEP,
    PUSH
  }

  public JobBuild {
    buildArgs = Collections.unmodifiableMap(new LinkedHashMap<>(buildArgs));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    tags = List.copyOf(tags);
    contexts = Collections.unmodifiableMap(new LinkedHashMap<>(contexts));
    secrets = Map.copyOf(secrets);
    outputs = List.copyOf(outputs);
    logins = List.copyOf(logins);
  }

  /** Hides build arguments, secrets and logins. */
  @Override
  public String toString() {
    return "JobBuild[context=" + context + ", tags=" + tags + "]";
  }
}
