package dev.slipway.cli.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code slipway clean-cache}: removes what builds, releases and pods do not need. */
public final class CleanCache implements Subcommand {
  private static final double MEGA = 1_000_000.0;
  private static final int HOURS_A_DAY = 24;
  private static final int SHIFT = 10;
  private static final Pattern AGE = Pattern.compile("([0-9]{1,6})([hd])");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([kmgt]?)b?");

  @Override
  public String name() {
    return "clean-cache";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Remove results of builds that nothing used for long, and their files.",
            "What images with a name, releases and pods need stays.")
        .addOption(
            Options.value("AGE", "unused for so long, as in 12h or 30d (30d)", "--unused-for"))
        .addOption(Options.value("SIZE", "how much may stay, as in 20g (20g)", "--keep"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var order = Json.MAPPER.createObjectNode();
    if (arguments.hasMatchedOption("--unused-for")) {
      order.put("unusedHours", hours(arguments.matchedOptionValue("--unused-for", "")));
    }
    if (arguments.hasMatchedOption("--keep")) {
      order.put("keepBytes", bytes(arguments.matchedOptionValue("--keep", "")));
    }
    JsonNode done = ApiClient.of(Options.instance(arguments)).post("/api/v1/builds/clean", order);
    if (Options.json(arguments)) {
      console.json(done);
    } else {
      console.print(
          String.format(
              Locale.ROOT,
              "removed %d results and %d snapshots, %.1f MB; %.1f MB are left",
              done.path("results").asInt(),
              done.path("snapshots").asInt(),
              done.path("freedBytes").asDouble() / MEGA,
              done.path("keptBytes").asDouble() / MEGA));
    }
    return 0;
  }

  private static long hours(String age) {
    Matcher matcher = AGE.matcher(age);
    if (!matcher.matches()) {
      throw new InputException(
          Position.of("--unused-for " + age), "is not an age", "write it as in 12h or 30d");
    }
    long number = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("d") ? number * HOURS_A_DAY : number;
  }

  private static long bytes(String size) {
    Matcher matcher = SIZE.matcher(size.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new InputException(
          Position.of("--keep " + size), "is not a size", "write it as in 500m or 20g");
    }
    int unit = matcher.group(2).isEmpty() ? 0 : 1 + "kmgt".indexOf(matcher.group(2));
    return Long.parseLong(matcher.group(1)) << (SHIFT * unit);
  }
}
