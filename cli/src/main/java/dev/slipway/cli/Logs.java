package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.cli.runs.RunLogs;
import dev.slipway.client.ApiClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway logs}: what the process, a pod or all pods of a Deployment say. */
final class Logs implements Subcommand {
  @Override
  public String name() {
    return "logs";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Show the log of Slipway itself, of a pod, of all pods of a Deployment, or of the jobs"
                + " of a run.")
        .addPositional(
            Options.argument(
                0,
                "TARGET",
                "0..1",
                "POD, pod/NAME, deployment/NAME, run/ID or run/ID/JOB; nothing: Slipway itself"))
        .addOption(Options.value("NAME", "the namespace (default)", "-n", "--namespace"))
        .addOption(Options.number("N", "only the last N lines", "--tail"))
        .addOption(Options.flag("go on as the log grows", "-f", "--follow"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (RunLogs.isRun(arguments.matchedPositionalValue(0, ""))) {
      return run(arguments.matchedPositionalValue(0, ""), arguments, console);
    }
    var path = new StringBuilder("/api/v1/logs?follow=").append(Options.is(arguments, "--follow"));
    parameter(path, "target", arguments.matchedPositionalValue(0, ""));
    parameter(path, "namespace", arguments.matchedOptionValue("--namespace", "default"));
    if (arguments.hasMatchedOption("--tail")) {
      parameter(path, "tail", Integer.toString(arguments.<Integer>matchedOptionValue("--tail", 0)));
    }
    boolean json = Options.json(arguments);
    ApiClient.of(Options.instance(arguments)).stream(
        "GET",
        path.toString(),
        "",
        line -> {
          console.print(json ? Json.text(Json.MAPPER.createObjectNode().put("line", line)) : line);
          console.out().flush();
        });
    return 0;
  }

  private static int run(String target, ParseResult arguments, Console console) {
    var form = Options.json(arguments) ? RunLogs.Form.JSON : RunLogs.Form.TEXT;
    var wait = Options.is(arguments, "--follow") ? RunLogs.Wait.TO_THE_END : RunLogs.Wait.SO_FAR;
    int tail = arguments.<Integer>matchedOptionValue("--tail", Integer.MAX_VALUE);
    new RunLogs(ApiClient.of(Options.instance(arguments)), form, tail).print(target, wait, console);
    return 0;
  }

  private static void parameter(StringBuilder path, String name, String value) {
    path.append('&')
        .append(name)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }
}
