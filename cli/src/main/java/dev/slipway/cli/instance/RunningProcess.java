package dev.slipway.cli.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/**
 * A process by its number and the time it was started at, since numbers come back.
 *
 * @param pid its number
 * @param started when, in the kernel's ticks
 */
record RunningProcess(String pid, String started) {
  /** The process that wrote this of itself when it was ready. */
  static RunningProcess of(JsonNode ready) {
    return new RunningProcess(ready.path("pid").asString(), ready.path("started").asString());
  }

  /**
   * Whether it runs. One that has ended stays listed until its parent asks for its exit code, which
   * may take a second, or forever.
   */
  boolean isAlive() throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc", pid, "stat"));
      // proc(5): after the name in parentheses come the state and, as the 20th, the start time.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return !fields[0].equals("Z") && !fields[0].equals("X") && fields[19].equals(started);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // It ended between the opening and the reading of its file.
      if (String.valueOf(e.getMessage()).contains("No such process")) {
        return false;
      }
      throw e;
    }
  }
}
