package dev.slipway.runner.github;

import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.runner.log.JobLogs;
import dev.slipway.runner.run.RunView;
import dev.slipway.runner.run.RunView.JobView;
import dev.slipway.runner.run.Runs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Logs: of a job as text, of a run as a zip of these. */
final class LogCalls {
  private final Runs runs;
  private final RunCalls calls;

  LogCalls(Runs runs, RunCalls calls) {
    this.runs = runs;
    this.calls = calls;
  }

  Response ofJob(Request request) {
    RunCalls.Found found = calls.job(request, "runs.get", "actions: read");
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", "text/plain; charset=utf-8"),
        out -> write(found.run(), found.attempt(), found.job(), out));
  }

  Response ofRun(Request request) {
    RunView run = calls.readableRun(request);
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", "application/zip")
            .with("Content-Disposition", "attachment; filename=logs_" + run.id() + ".zip"),
        out -> {
          try (var zip = new ZipOutputStream(out)) {
            int number = 0;
            for (JobView job : run.jobs()) {
              String name = job.name().replaceAll("[/\\\\:*?\"<>|]", "_");
              zip.putNextEntry(new ZipEntry(number++ + "_" + name + ".txt"));
              write(run, run.attempt(), job, zip);
              zip.closeEntry();
            }
          }
        });
  }

  private void write(RunView run, int newest, JobView job, OutputStream out) throws IOException {
    JobLogs logs = runs.logs();
    // A job that a rerun kept was executed by an attempt before.
    int attempt = logs.latest(run.id(), newest, job.id());
    try {
      logs.forEach(
          run.id(),
          attempt,
          job.id(),
          0,
          entry -> {
            String line = entry.time() + " " + entry.plain() + "\n";
            out.write(line.getBytes(StandardCharsets.UTF_8));
            return true;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
