package dev.slipway.runner.step;

import dev.slipway.base.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a script is run: the program, its arguments with the script's place, and what is put around
 * the script (specification §8, steps with {@code shell}).
 */
final class Shell {
  private static final String PLACE = "{0}";

  private final String template;
  private final String extension;
  private final String before;
  private final String after;

  private Shell(String template, String extension, String before, String after) {
    this.template = template;
    this.extension = extension;
    this.before = before;
    this.after = after;
  }

  /** The shell of a step that names none. */
  static Shell unnamed() {
    return new Shell("bash -e {0}", ".sh", "", "");
  }

  /**
   * The shell that a step names.
   *
   * @throws InputException when it names neither a known one nor a template
   */
  static Shell named(String name, InputException.Position where) {
    return switch (name) {
      case "bash" -> new Shell("bash --noprofile --norc -e -o pipefail {0}", ".sh", "", "");
      case "sh" -> new Shell("sh -e {0}", ".sh", "", "");
      case "python" -> new Shell("python {0}", ".py", "", "");
      case "pwsh" -> powerShell();
      case "cmd", "powershell" ->
          throw new InputException(
              where, "the shell " + name + " exists on Windows only", "use bash or pwsh");
      default -> template(name, where);
    };
  }

  private static Shell powerShell() {
    return new Shell(
        "pwsh -command \". '{0}'\"",
        ".ps1",
        "$ErrorActionPreference = 'stop'\n",
        "\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }\n");
  }

  private static Shell template(String text, InputException.Position where) {
    if (!text.contains(PLACE)) {
      throw new InputException(
          where,
          "\"" + text + "\" is no shell",
          "use bash, sh, python, pwsh, or a command line with {0} where the script's file goes");
    }
    return new Shell(text, "", "", "");
  }

  String extension() {
    return extension;
  }

  String script(String text) {
    return before + text.replace("\r\n", "\n") + after;
  }

  /** The words of the command line; quotes group, as in {@code perl -e "do '{0}'"}. */
  List<String> arguments(String file) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    char quote = 0;
    boolean begun = false;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (quote == 0 && c == ' ') {
        if (begun) {
          words.add(word.toString().replace(PLACE, file));
          word.setLength(0);
          begun = false;
        }
        continue;
      }
      begun = true;
      if (c == '"') {
        quote = quote == 0 ? c : 0;
      } else {
        word.append(c);
      }
    }
    if (begun) {
      words.add(word.toString().replace(PLACE, file));
    }
    return words;
  }
}
