package dev.slipway.runner.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The program that runs a job's orders one after another, and how it is given them. */
enum OrderLoop {
  /** For any image: it needs nothing but a shell and {@code env}. */
  SHELL("server.sh") {
    @Override
    byte[] tell(Order order, String mark, Path file) throws IOException {
      Files.writeString(file, script(order, mark));
      return (file.getFileName() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String script(Order order, String mark) {
      var script = new StringBuilder("cd ").append(ShellQuote.word(order.directory().toString()));
      // "env" sets variables of any name, which the shell's own export does not.
      script.append(" || exit 126\nexec $setsid env -i --");
      variables(order, mark).forEach(v -> script.append(' ').append(ShellQuote.word(v)));
      order.arguments().forEach(a -> script.append(' ').append(ShellQuote.word(a)));
      return script.append('\n').toString();
    }

    @Override
    List<String> command(Path orders) {
      return List.of("/bin/sh", "-c", text(), "sh", orders.toString());
    }
  },

  /** For the machine's own programs: a step takes the start of one program instead of three. */
  PERL("server.pl") {
    @Override
    byte[] tell(Order order, String mark, Path file) {
      var words = new ArrayList<String>();
      words.add(order.directory().toString());
      words.add(Integer.toString(order.arguments().size()));
      words.addAll(order.arguments());
      words.addAll(variables(order, mark));
      if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
        throw new IllegalArgumentException("a program's words cannot contain a NUL character");
      }
      byte[] text = (String.join("\0", words) + '\0').getBytes(StandardCharsets.UTF_8);
      byte[] length = (text.length + "\n").getBytes(StandardCharsets.US_ASCII);
      byte[] all = Arrays.copyOf(length, length.length + text.length);
      System.arraycopy(text, 0, all, length.length, text.length);
      return all;
    }

    @Override
    List<String> command(Path orders) {
      return List.of(PROGRAM, "-e", text());
    }
  };

  private static final String PROGRAM = "/usr/bin/perl";

  private final String resource;

  OrderLoop(String resource) {
    this.resource = resource;
  }

  /** The one for the programs of this machine. */
  static OrderLoop ofMachine() {
    return Files.isExecutable(Path.of(PROGRAM)) ? PERL : SHELL;
  }

  /**
   * What is written into its input to have an order done.
   *
   * @param file does not exist, and goes with the order; for what the loop reads from there
   */
  abstract byte[] tell(Order order, String mark, Path file) throws IOException;

  /** How it is started where the directory of such files is seen at that path. */
  abstract List<String> command(Path orders);

  String text() {
    return HostTools.resource(resource);
  }

  private static List<String> variables(Order order, String mark) {
    var all = new ArrayList<String>();
    order
        .environment()
        .forEach((name, value) -> {
          if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("not the name of a variable: " + name);
          }
          all.add(name + "=" + value);
        });
    all.add(Order.MARK + "=" + mark);
    return all;
  }
}
