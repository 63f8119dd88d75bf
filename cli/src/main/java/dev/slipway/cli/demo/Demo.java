package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.InstanceDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code slipway demo}: from a push to running containers and back, twice from bad releases, on an
 * instance of its own. What does not happen as told makes it fail.
 */
public final class Demo implements Subcommand {
  private static final String EXAMPLE = "--example";
  private static final Path DATA = Path.of("/var/lib/slipway-demo");

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Tell the whole story on the example application: push, checks, images, rollout, a pull"
                + " request, a release that never gets ready, one that fails its users, and the way"
                + " back. Everything is really done and measured, on an instance of its own below "
                + DATA
                + " (or --data).")
        .addOption(
            Options.value(
                "DIR", "a copy of examples/doctor-app to tell it on, instead of that", EXAMPLE))
        .addOption(Options.flag("leave the instance running at the end, to look around", "--keep"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var instance = instance(arguments);
    boolean json = Options.json(arguments);
    Optional<java.io.Console> terminal =
        Optional.ofNullable(System.console()).filter(c -> c.isTerminal() && !json);
    boolean keep = Options.is(arguments, "--keep");
    var playground = new Playground(instance, example(arguments));
    boolean told;
    try (Audience audience = audience(json, terminal.isPresent(), console)) {
      told = tell(new Story(audience, Clock.systemUTC()), playground);
    }
    if (keep) {
      return told ? 0 : 1;
    }
    if (told && terminal.isPresent()) {
      console.print("");
      console.print("It runs until you press Enter (--keep leaves it running).");
      console.out().flush();
      awaitEnter();
    }
    playground.end();
    if (told && terminal.isEmpty() && !json) {
      console.print("The instance has ended; with --keep it runs on, to look around.");
    }
    return told ? 0 : 1;
  }

  private static InstanceDirectory instance(ParseResult arguments) {
    return Options.namesInstance(arguments)
        ? Options.instance(arguments)
        : new InstanceDirectory(DATA, false);
  }

  private static Path example(ParseResult arguments) {
    String named = arguments.matchedOptionValue(EXAMPLE, "");
    return named.isEmpty()
        ? Path.of(System.getProperty("slipway.home", "."), "examples", "doctor-app")
        : Path.of(named);
  }

  private static Audience audience(boolean json, boolean terminal, Console console) {
    var environment = System.getenv();
    if (json) {
      return new JsonAudience(console);
    }
    return terminal && !environment.getOrDefault("TERM", "dumb").equals("dumb")
        ? new TerminalAudience(
            console, Clock.systemUTC(), Console.columns(environment), Paint.of(environment))
        : new PlainAudience(console, Clock.systemUTC());
  }

  private static boolean tell(Story story, Playground playground) {
    try {
      var stage = playground.prepare(story);
      try (Site _ = stage.site()) {
        var chapters = new Chapters(stage);
        chapters.firstPush();
        chapters.pullRequest();
        chapters.neverReady();
        chapters.failsItsUsers();
        chapters.history();
        story.end(chapters.next(playground::command));
      }
      return true;
    } catch (DemoFailure e) {
      // The audience has heard the reason.
      story.tell("The demo stops here. What the process says: " + playground.command("logs"));
      return false;
    } catch (SlipwayException e) {
      story.fail(String.valueOf(e.getMessage()));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      story.fail("interrupted");
      return false;
    }
  }

  private static void awaitEnter() {
    try {
      int read = System.in.read();
      while (read != -1 && read != '\n') {
        read = System.in.read();
      }
    } catch (IOException e) {
      throw new SlipwayException("could not read from the terminal: " + e.getMessage(), e);
    }
  }
}
