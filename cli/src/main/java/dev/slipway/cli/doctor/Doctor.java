package dev.slipway.cli.doctor;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code slipway doctor}: looks at the machine and changes nothing; 1 when something is amiss. */
public final class Doctor implements Subcommand {
  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
        name(), "Check that this machine can run Slipway, and say what to do where it cannot.");
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    var findings = new ArrayList<Finding>();
    try {
      findings.addAll(KernelChecks.all());
      findings.addAll(ProgramChecks.all());
      findings.addAll(NetworkChecks.all());
      findings.addAll(InstanceChecks.all(Options.instance(arguments)));
      findings.addAll(RemnantChecks.all(Options.instance(arguments)));
    } catch (IOException e) {
      throw new SlipwayException("could not look at this machine: " + e.getMessage(), e);
    }
    boolean well = findings.stream().noneMatch(f -> f.level() == Finding.Level.FAILURE);
    if (Options.json(arguments)) {
      console.json(json(findings, well));
    } else {
      print(findings, console);
    }
    return well ? 0 : 1;
  }

  static void print(List<Finding> findings, Console console) {
    for (Finding finding : findings) {
      console.print(
          String.format("%-8s %-13s %s", finding.word(), finding.name(), finding.found()));
      if (!finding.advice().isEmpty()) {
        console.print(String.format("%-8s %-13s -> %s", "", "", finding.advice()));
      }
    }
  }

  static ObjectNode json(List<Finding> findings, boolean well) {
    ObjectNode root = Json.MAPPER.createObjectNode().put("ok", well);
    ArrayNode checks = root.putArray("checks");
    for (Finding finding : findings) {
      ObjectNode check = checks.addObject().put("name", finding.name());
      check.put("level", finding.word()).put("found", finding.found());
      if (!finding.advice().isEmpty()) {
        check.put("advice", finding.advice());
      }
    }
    return root;
  }
}
