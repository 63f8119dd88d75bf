package dev.slipway.cli;

import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.cli.command.Options;
import dev.slipway.cli.command.Subcommand;
import dev.slipway.client.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code slipway git-credential get}: git's credential helper protocol, so that {@code git push}
 * works without a password in an address. Answers for the instance's own address only.
 */
final class GitCredential implements Subcommand {
  @Override
  public String name() {
    return "git-credential";
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            name(),
            "Give git the credentials of this instance: git config"
                + " credential.URL.helper '!slipway git-credential'.")
        .addPositional(Options.argument(0, "OPERATION", "1", "get; others are accepted"));
  }

  @Override
  public int run(ParseResult arguments, Console console) {
    if (!arguments.matchedPositionalValue(0, "").equals("get")) {
      return 0;
    }
    var instance = Options.instance(arguments);
    URI url = URI.create(ApiClient.of(instance).url());
    Map<String, String> asked = asked();
    boolean ours =
        url.getScheme().equals(asked.get("protocol"))
            && url.getAuthority().equals(asked.get("host"));
    if (ours) {
      console.print("username=x-access-token");
      console.print("password=" + instance.token());
    }
    return 0;
  }

  private static Map<String, String> asked() {
    var asked = new HashMap<String, String>();
    try {
      var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (var line = reader.readLine();
          line != null && !line.isEmpty();
          line = reader.readLine()) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          asked.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
      return asked;
    } catch (IOException e) {
      throw new SlipwayException("could not read what git asks for: " + e.getMessage(), e);
    }
  }
}
