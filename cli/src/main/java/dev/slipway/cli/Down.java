package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.cli.instance.ApiClient;
import dev.slipway.cli.instance.DaemonProcess;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway down}: ends the process and everything it runs; data stays. */
final class Down implements Subcommand {
  private static final int PATIENCE_SECONDS = 120;
  private static final String KEEP = "--keep-containers";

  @Override
  public CommandSpec spec() {
    return Options.command(
            "down",
            "End Slipway: containers, networks, firewall rules and mounts of this instance are"
                + " removed, images and objects stay for the next 'slipway up'.")
        .addOption(
            Options.flag("end the process only; the next 'slipway up' adopts what runs", KEEP));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var instance = Options.instance(arguments);
    boolean keep = Options.is(arguments, KEEP);
    var ready = instance.ready();
    if (ready.isPresent()) {
      var process = ProcessHandle.of(Long.parseLong(ready.get().path("pid").asString()));
      var body = Json.MAPPER.createObjectNode().put("containers", keep ? "keep" : "remove");
      ApiClient.of(instance).post("/api/v1/shutdown", body);
      process.ifPresent(Down::await);
    } else if (!keep) {
      // Killed or never started: whatever it left is removed all the same.
      new DaemonProcess(instance).clean();
    }
    if (Options.json(arguments)) {
      console.json(Json.MAPPER.createObjectNode().put("ready", false));
    } else {
      console.print(ready.isPresent() ? "Slipway is down." : "Slipway was not running.");
    }
    return 0;
  }

  private static void await(ProcessHandle process) {
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new SlipwayException(
          "process " + process.pid() + " is still ending after " + PATIENCE_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new SlipwayException("could not wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while Slipway was ending", e);
    }
  }
}
