package dev.slipway.cli.standin;

import java.util.List;
import java.util.Map;

/** How commands of docker are written, and what it says and exits with when one is not. */
final class DockerUsage {
  private static final int WRONG_OPTION = 125;
  private static final int WRONG_WORDS = 1;
  private static final int MANY = Integer.MAX_VALUE;

  private static final Map<String, Form> FORMS =
      Map.of(
          "buildx build", new Form("[OPTIONS] PATH | URL | -", 1, 1),
          "history", new Form("[OPTIONS] IMAGE", 1, 1),
          "images", new Form("[OPTIONS] [REPOSITORY[:TAG]]", 0, 1),
          "inspect", new Form("[OPTIONS] NAME|ID [NAME|ID...]", 1, MANY),
          "login", new Form("[OPTIONS] [SERVER]", 0, 1),
          "logout", new Form("[SERVER]", 0, 1),
          "pull", new Form("[OPTIONS] NAME[:TAG|@DIGEST]", 1, 1),
          "push", new Form("[OPTIONS] NAME[:TAG]", 1, 1),
          "rmi", new Form("[OPTIONS] IMAGE [IMAGE...]", 1, MANY),
          "save", new Form("[OPTIONS] IMAGE [IMAGE...]", 1, MANY));

  private static final Form TAG = new Form("SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]", 2, 2);

  /**
   * The words of a command line.
   *
   * @param synopsis behind the command's name
   * @param least how many words that are no options it takes
   * @param most not fewer than {@code least}
   */
  private record Form(String synopsis, int least, int most) {
    /** As the end of a sentence: {@code requires at most 1 argument}. */
    String requirement() {
      int shown = least == 0 ? most : least;
      String bound = least == most ? "" : least == 0 ? "at most " : "at least ";
      return "requires " + bound + shown + (shown == 1 ? " argument" : " arguments");
    }
  }

  private DockerUsage() {}

  private static Form form(String command) {
    return command.equals("tag")
        ? TAG
        : FORMS.getOrDefault(command, new Form("[OPTIONS]", 0, MANY));
  }

  /** An option that is not there, or whose effect cannot be had. */
  static ToolFailure wrong(String command, String problem) {
    return failure(WRONG_OPTION, command, problem);
  }

  /** Refuses fewer or more words than the command takes. */
  static List<String> words(String command, Flags flags) {
    Form form = form(command);
    int count = flags.words().size();
    if (count < form.least || count > form.most) {
      throw failure(WRONG_WORDS, command, "docker: 'docker " + command + "' " + form.requirement());
    }
    return flags.words();
  }

  private static ToolFailure failure(int exit, String command, String problem) {
    return new ToolFailure(
        exit,
        problem
            + "\n\n"
            + help(command)
            + "\n\nRun 'docker "
            + command
            + " --help' for more information");
  }

  /** How the command is written. */
  static String help(String command) {
    return "Usage:  docker " + command + " " + form(command).synopsis;
  }

  /** Whether a command line asks for that. */
  static boolean isAsked(List<String> arguments) {
    int end = arguments.contains("--") ? arguments.indexOf("--") : arguments.size();
    return arguments.subList(0, end).contains("--help");
  }
}
