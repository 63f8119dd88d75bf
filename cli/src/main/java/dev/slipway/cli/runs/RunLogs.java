package dev.slipway.cli.runs;

import dev.slipway.base.SlipwayException;
import dev.slipway.cli.command.Console;
import dev.slipway.client.ApiClient;
import dev.slipway.client.RunWatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** What the jobs of a run print: {@code slipway logs run/ID} and {@code run/ID/JOB}. */
public final class RunLogs {
  private static final String KIND = "run/";

  private final ApiClient api;
  private final Form form;
  private final int tail;

  /** How lines are written. */
  public enum Form {
    TEXT,
    JSON
  }

  /** Whether to stay until the end. */
  public enum Wait {
    SO_FAR,
    TO_THE_END
  }

  /**
   * @param tail how many lines of each log to show at the most
   */
  public RunLogs(ApiClient api, Form form, int tail) {
    this.api = api;
    this.form = form;
    this.tail = tail;
  }

  /** Whether a target of {@code logs} is a run or one of its jobs. */
  public static boolean isRun(String target) {
    return target.startsWith(KIND);
  }

  /** Prints the log of a job, or of all jobs of a run. */
  public void print(String target, Wait wait, Console console) {
    String name = target.substring(KIND.length());
    int slash = name.indexOf('/');
    String id = slash < 0 ? name : name.substring(0, slash);
    if (!id.matches("[0-9]{1,18}")) {
      throw new SlipwayException(
          "\"" + id + "\" is not the number of a run; 'slipway runs' lists them");
    }
    if (slash >= 0) {
      one(id, job(id, name.substring(slash + 1)), wait, console);
    } else if (wait == Wait.TO_THE_END) {
      String format = form == Form.TEXT ? "?lines=all&format=text" : "?lines=all";
      api.stream("GET", "/api/v1/runs/" + id + "/events" + format, "", flushed(console));
    } else {
      all(id, console);
    }
  }

  private void all(String id, Console console) {
    for (JsonNode job : api.get("/api/v1/runs/" + id).path("jobs")) {
      if (form == Form.TEXT) {
        String reason = job.path("reason").asString("");
        console.print(
            Words.mark(job)
                + " "
                + job.path("name").asString()
                + (reason.isEmpty() ? "" : "  " + reason));
      }
      one(id, job.path("id").asString(), Wait.SO_FAR, console);
    }
  }

  /** A job may be named by its id or by what people see. */
  private String job(String id, String name) {
    var known = new ArrayList<String>();
    for (JsonNode job : api.get("/api/v1/runs/" + id).path("jobs")) {
      if (List.of(job.path("id").asString(), job.path("name").asString()).contains(name)) {
        return job.path("id").asString();
      }
      known.add(job.path("id").asString());
    }
    throw new SlipwayException(
        "run "
            + id
            + " has no job \""
            + name
            + "\""
            + (known.isEmpty() ? " yet" : "; there are " + String.join(", ", known)));
  }

  private void one(String id, String job, Wait wait, Console console) {
    String path = RunWatch.log(id, job);
    String query =
        (form == Form.TEXT ? "?format=text" : "?format=json")
            + (wait == Wait.TO_THE_END ? "&follow=true" : "");
    if (wait == Wait.TO_THE_END) {
      api.stream("GET", path + query, "", flushed(console));
      return;
    }
    var lines = new ArrayDeque<String>();
    api.stream(
        "GET",
        path + query,
        "",
        line -> {
          lines.add(line);
          if (lines.size() > tail) {
            lines.remove();
          }
        });
    lines.forEach(console::print);
  }

  private static Consumer<String> flushed(Console console) {
    return line -> {
      console.print(line);
      console.out().flush();
    };
  }
}
