package dev.slipway.cli.demo;

import java.util.Map;

/** Colours, or none: {@code NO_COLOR} and dumb terminals are respected. */
enum Paint {
  COLOURED,
  NONE;

  private static final String END = "\u001b[0m";

  static Paint of(Map<String, String> environment) {
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    return plain ? NONE : COLOURED;
  }

  String line(StoryEvent event, String line) {
    String colour =
        switch (event) {
          case StoryEvent.Chapter chapter -> "\u001b[1m";
          case StoryEvent.Done done -> "\u001b[32m";
          case StoryEvent.Failed failed -> "\u001b[31m";
          case StoryEvent.Measured measured -> "\u001b[36m";
          case StoryEvent.Told told -> "\u001b[2m";
          case StoryEvent.Begun begun -> "";
          case StoryEvent.Busy busy -> "";
          case StoryEvent.Ended ended -> "";
        };
    return this == NONE || colour.isEmpty() || line.isEmpty() ? line : colour + line + END;
  }

  String faint(String line) {
    return this == NONE ? line : "\u001b[2m" + line + END;
  }
}
