package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.cli.instance.DaemonProcess;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway down}: ends the process and everything it runs; data stays. */
final class Down implements Subcommand {
  private static final String KEEP = "--keep-containers";

  @Override
  public String name() {
    return "down";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
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
      new DaemonProcess(instance)
          .stop(keep ? DaemonProcess.Containers.KEEP : DaemonProcess.Containers.REMOVE);
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
}
