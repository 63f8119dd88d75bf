package dev.slipway.dockerfile.syntax;

import java.util.List;
import java.util.Optional;

/** How RUN, CMD, ENTRYPOINT and HEALTHCHECK name their command. Never expanded by the builder. */
public sealed interface CommandForm {

  /**
   * A line for the stage's SHELL.
   *
   * @param script the line as written, empty when the instruction has no argument
   * @param heredocs the documents below it, in the order of their delimiters
   */
  record ShellForm(String script, List<Heredoc> heredocs) implements CommandForm {
    public ShellForm {
      heredocs = List.copyOf(heredocs);
    }

    /**
     * The one heredoc that is the whole command ({@code RUN <<EOF}): its body is the script, run by
     * the shell or, when it starts with {@code #!}, as a file of its own.
     */
    public Optional<Heredoc> soleHeredoc() {
      boolean alone = !heredocs.isEmpty() && HeredocWord.parse(script).isPresent();
      return alone ? Optional.of(heredocs.getFirst()) : Optional.empty();
    }

    /** The line with its documents below it, for a shell that reads heredocs itself. */
    public String withHeredocs() {
      var out = new StringBuilder(script);
      for (Heredoc heredoc : heredocs) {
        out.append('\n').append(heredoc.content()).append(heredoc.name());
      }
      return out.toString();
    }
  }

  /** A JSON array: the arguments as they are, without a shell. May be empty: {@code CMD []}. */
  record ExecForm(List<String> arguments) implements CommandForm {
    public ExecForm {
      arguments = List.copyOf(arguments);
    }
  }
}
