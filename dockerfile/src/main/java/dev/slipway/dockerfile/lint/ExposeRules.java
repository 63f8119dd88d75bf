package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.ShellWords;
import java.util.List;
import java.util.Locale;

/** How ports are written in EXPOSE. */
final class ExposeRules {
  private ExposeRules() {}

  static void check(Instruction.Expose expose, Scope scope, Scopes scopes, Findings findings) {
    for (String word : expose.ports()) {
      scopes
          .expand(word, scope.values, expose.range())
          .map(ShellWords.Result::words)
          .orElse(List.of())
          .forEach(port -> check(port, expose, findings));
    }
  }

  private static void check(String port, Instruction.Expose expose, Findings findings) {
    if (port.contains(":")) {
      findings.add(
          LintRule.EXPOSE_INVALID_FORMAT,
          expose,
          "EXPOSE instruction should not define an IP address or host-port mapping, found '"
              + port
              + "'",
          "write EXPOSE " + port.substring(port.lastIndexOf(':') + 1));
    }
    String protocol = port.substring(port.indexOf('/') + 1);
    if (port.contains("/") && !protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
      findings.add(
          LintRule.EXPOSE_PROTO_CASING,
          expose,
          "Defined protocol '" + port + "' in EXPOSE instruction should be lowercase",
          "write " + port.toLowerCase(Locale.ROOT));
    }
  }
}
