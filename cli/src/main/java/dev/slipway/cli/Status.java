package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import dev.slipway.client.InstanceDirectory;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code slipway status}. */
final class Status implements Subcommand {
  @Override
  public String name() {
    return "status";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(name(), "Say whether Slipway runs, and where.");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var instance = Options.instance(arguments);
    if (instance.ready().isEmpty()) {
      if (Options.json(arguments)) {
        console.json(
            Json.MAPPER
                .createObjectNode()
                .put("ready", false)
                .put("data", instance.path().toString()));
      } else {
        console.print("Slipway is not running on " + instance.path() + ".");
        console.print("");
        console.print(
            "next: slipway up" + (instance.isDefault() ? "" : " --data " + instance.path()));
      }
      return 1;
    }
    var api = ApiClient.of(instance);
    var status = api.get("/api/v1/status");
    var traffic = api.find("/api/v1/traffic");
    if (Options.json(arguments)) {
      traffic.ifPresent(told -> ((ObjectNode) status).set("traffic", told.path("versions")));
      console.json(status);
    } else {
      print(status, console);
      traffic.ifPresentOrElse(
          told -> told.path("versions").forEach(version -> printTraffic(version, console)),
          () -> printEarlier(instance, console));
    }
    return 0;
  }

  private static void printEarlier(InstanceDirectory instance, Console console) {
    String data = instance.isDefault() ? "" : " --data " + instance.path();
    console.print("");
    console.print(
        "Requests are not counted: the process is of an earlier build than this command.");
    console.print("next: slipway down --keep-containers" + data + ", then slipway up" + data);
  }

  static void print(JsonNode status, Console console) {
    line(console, "url", status.path("url").asString());
    line(console, "registry", status.path("registry").asString());
    line(console, "ingress", status.path("ingress").asString());
    line(console, "kubernetes", status.path("kubernetes").asString());
    line(console, "kubeconfig", status.path("kubeconfig").asString());
    line(console, "data", status.path("data").asString());
    console.print("");
    console.print("next: slipway push DIR, for the directory of an application");
    console.print("      export KUBECONFIG=" + status.path("kubeconfig").asString());
  }

  /** How a version of what an Ingress leads to answered, since this process began. */
  private static void printTraffic(JsonNode version, Console console) {
    String name = version.path("version").asString();
    String revision = version.path("revision").asString("");
    console.print(
        "%n%s/%s  %s%s"
            .formatted(
                version.path("namespace").asString(),
                version.path("service").asString(),
                name.isEmpty() ? "pods without a version" : "version " + name,
                revision.isEmpty() ? "" : " (revision " + revision + ")"));
    var failed = new StringJoiner(", ", " (", ")").setEmptyValue("");
    for (String kind : List.of("failed", "unanswered", "late")) {
      long count = version.path("outcomes").path(kind).asLong();
      if (count > 0) {
        failed.add(count + " " + kind);
      }
    }
    line(
        console,
        "requests",
        version.path("requests").asLong() + " since " + version.path("since").asString());
    line(console, "failures", version.path("failures").asLong() + failed.toString());
    JsonNode latency = version.path("latencyMillis");
    line(
        console,
        "latency",
        String.format(
            Locale.ROOT,
            "%.1f ms median, %.1f ms for 90 %%, %.1f ms for 99 %%",
            latency.path("p50").asDouble(),
            latency.path("p90").asDouble(),
            latency.path("p99").asDouble()));
  }

  private static void line(Console console, String name, String value) {
    console.print(String.format("  %-11s %s", name, value));
  }
}
