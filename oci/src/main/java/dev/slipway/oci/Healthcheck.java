package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Docker asks a container whether it is well; Kubernetes ignores it.
 *
 * @param test {@code NONE}, or {@code CMD} with arguments, or {@code CMD-SHELL} with a script;
 *     empty when inherited
 * @param intervalNanos between checks; 0 = inherited or Docker's default, as for all times here
 * @param startPeriodNanos during which failures do not count
 * @param startIntervalNanos between checks during the start period
 * @param retries failures in a row that make it unhealthy
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Healthcheck(
    @JsonProperty("Test") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> test,
    @JsonProperty("Interval") long intervalNanos,
    @JsonProperty("Timeout") long timeoutNanos,
    @JsonProperty("StartPeriod") long startPeriodNanos,
    @JsonProperty("StartInterval") long startIntervalNanos,
    @JsonProperty("Retries") int retries) {

  /** {@code HEALTHCHECK NONE}: no check, whatever the base image says. */
  public static final Healthcheck NONE = new Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0);

  public Healthcheck {
    test = List.copyOf(test);
  }

  @JsonCreator
  static Healthcheck fromJson(
      @JsonProperty("Test") @Nullable List<String> test,
      @JsonProperty("Interval") long interval,
      @JsonProperty("Timeout") long timeout,
      @JsonProperty("StartPeriod") long startPeriod,
      @JsonProperty("StartInterval") long startInterval,
      @JsonProperty("Retries") int retries) {
    return new Healthcheck(
        test == null ? List.of() : test, interval, timeout, startPeriod, startInterval, retries);
  }

  /** As {@code HEALTHCHECK} writes it; zero means not given. */
  public static Healthcheck of(
      List<String> test,
      Duration interval,
      Duration timeout,
      Duration startPeriod,
      Duration startInterval,
      int retries) {
    return new Healthcheck(
        test,
        interval.toNanos(),
        timeout.toNanos(),
        startPeriod.toNanos(),
        startInterval.toNanos(),
        retries);
  }

  @JsonIgnore
  public boolean isNone() {
    return test.equals(NONE.test);
  }
}
