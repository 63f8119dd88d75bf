package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;

/** The story could not go on: a step did not do what it was there to show. */
final class DemoFailure extends SlipwayException {
  private final String step;

  DemoFailure(String step, SlipwayException cause) {
    super("the demo failed at \"" + step + "\": " + cause.getMessage(), cause);
    this.step = step;
  }

  String step() {
    return step;
  }
}
