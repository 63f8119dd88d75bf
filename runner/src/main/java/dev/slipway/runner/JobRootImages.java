package dev.slipway.runner;

import dev.slipway.base.InputException;
import java.util.Optional;

/** The images that jobs run in: {@code container:} of a job, or what a label of runners means. */
public interface JobRootImages {
  /** On whose word an image is used. */
  enum Chooser {
    /** The workflow's: it gets what its job may read. */
    WORKFLOW,
    /** The administrator's, who gave a label this meaning. */
    ADMINISTRATOR
  }

  /**
   * What is wanted.
   *
   * @param image its name, as after {@code docker pull}
   * @param login for its registry
   * @param at where it is named, for errors
   */
  record Wanted(
      String image, Optional<RegistryLogin> login, Chooser chooser, InputException.Position at) {}

  /**
   * Gets an image for this machine's platform, pulling it when it is not here.
   *
   * @param progress hears what people should know, such as that a stand-in is used
   * @throws InputException when there is no such image, or the job may not have it
   * @throws dev.slipway.base.SlipwayException when it could not be got
   */
  RootImage fetch(JobDescriptor job, Wanted wanted, LineListener progress);
}
