package dev.slipway.http.github;

import dev.slipway.base.Json;
import dev.slipway.http.Principal;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import tools.jackson.databind.node.ObjectNode;

/** People and programs as GitHub's API shows them. */
public final class GithubActor {
  /** What GitHub calls whoever acts with a job's token. */
  public static final String JOB = "github-actions[bot]";

  private GithubActor() {}

  /** Whether a principal acts for a job. */
  public static boolean isJob(Principal principal) {
    return principal.attribute("run").isPresent();
  }

  /** The name under which a principal is shown. */
  public static String login(Principal principal) {
    return isJob(principal) ? JOB : principal.name();
  }

  /** An account as a user object. */
  public static ObjectNode json(String name) {
    String login = name.startsWith("job:") ? JOB : name;
    boolean bot = login.endsWith("[bot]") || login.startsWith("system:");
    return Json.MAPPER
        .createObjectNode()
        .put("login", login)
        .put("id", number(login))
        .put("type", bot ? "Bot" : "User")
        .put("site_admin", false);
  }

  /** Accounts have no numbers here; clients want one that stays the same. */
  private static long number(String account) {
    var sum = new CRC32();
    sum.update(account.getBytes(StandardCharsets.UTF_8));
    return sum.getValue();
  }
}
