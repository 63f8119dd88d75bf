package dev.slipway.runner.job;

import dev.slipway.runner.JobRootImages.Chooser;
import dev.slipway.runner.RootImage;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a job's programs run on. */
public sealed interface JobBase {
  /** The label or the image, for the job's log. */
  String describe();

  /** A root filesystem of the job's own. */
  sealed interface Root extends JobBase {}

  /** This machine as it is, nothing of it confined; where its administrator allows that. */
  record HostProcesses() implements JobBase {
    @Override
    public String describe() {
      return "Processes of this machine, not confined";
    }
  }

  /** This machine's own programs, behind a layer of the job's; never for code of outsiders. */
  record HostPrograms() implements Root {
    @Override
    public String describe() {
      return "Programs of this machine";
    }
  }

  /**
   * An image.
   *
   * @param environment added to the image's own variables
   * @param volumes directories that are there, as with an empty volume
   * @param chooser the default shell of a container that the workflow names is {@code sh}
   */
  record Image(
      RootImage image,
      ContainerOptions options,
      Map<String, String> environment,
      List<Path> volumes,
      Chooser chooser)
      implements Root {
    public Image {
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
      volumes = List.copyOf(volumes);
    }

    /** The image as it is. */
    public static Image plain(RootImage image, Chooser chooser) {
      return new Image(image, ContainerOptions.NONE, Map.of(), List.of(), chooser);
    }

    @Override
    public String describe() {
      return "Image " + image.name() + " (" + image.digest() + ")";
    }
  }
}
