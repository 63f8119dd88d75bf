package dev.slipway.cli;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.cli.doctor.RemnantChecks;
import dev.slipway.client.DaemonProcess;
import dev.slipway.client.InstanceDirectory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway down}: ends the process and everything it runs; data stays. */
final class Down implements Subcommand {
  private static final String KEEP = "--keep-containers";
  private static final String REMNANTS = "--remnants";

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
            Options.flag("end the process only; the next 'slipway up' adopts what runs", KEEP))
        .addOption(
            Options.value(
                "TOKEN",
                "remove what an instance has left whose directory is gone, as 'slipway doctor' names"
                    + " it",
                REMNANTS));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var instance = Options.instance(arguments);
    String token = arguments.matchedOptionValue(REMNANTS, "");
    if (!token.isEmpty()) {
      return removeRemnants(instance, token, console);
    }
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

  private static int removeRemnants(InstanceDirectory instance, String token, Console console) {
    if (!token.matches("[0-9a-f]{8}")) {
      throw new InputException(
          InputException.Position.of(REMNANTS),
          "'" + token + "' is no instance's token",
          "a token has eight hexadecimal digits; slipway doctor names those of remnants");
    }
    if (RemnantChecks.isHere(token, instance)) {
      throw new InputException(
          InputException.Position.of(REMNANTS),
          "instance " + token + " is not gone: it is this one, or a process runs for it",
          "end it with slipway down --data DIR");
    }
    new DaemonProcess(instance).cleanRemnants(token);
    console.print("What instance " + token + " had left is gone.");
    return 0;
  }
}
