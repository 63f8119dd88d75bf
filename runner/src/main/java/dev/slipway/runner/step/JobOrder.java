package dev.slipway.runner.step;

import dev.slipway.runner.JobCredentials;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.workflow.plan.JobInstance;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A job to be executed. It prints without its secrets.
 *
 * @param event the payload of the event
 * @param secrets what the job's expressions see as {@code secrets}, beside the token
 * @param url where the job reaches this process
 */
public record JobOrder(
    JobDescriptor job,
    JobInstance instance,
    JsonNode event,
    Map<String, String> secrets,
    JobCredentials credentials,
    String url) {
  public JobOrder {
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
  }

  @Override
  public String toString() {
    return "JobOrder[" + job.name() + "]";
  }
}
