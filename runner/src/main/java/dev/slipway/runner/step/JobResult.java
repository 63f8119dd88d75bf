package dev.slipway.runner.step;

import dev.slipway.runner.Conclusion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a job ended.
 *
 * @param outputs those that hold no secret
 * @param environmentUrl where what was deployed can be seen
 */
public record JobResult(
    Conclusion conclusion, Map<String, String> outputs, Optional<String> environmentUrl) {
  public JobResult {
    outputs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  public static JobResult of(Conclusion conclusion) {
    return new JobResult(conclusion, Map.of(), Optional.empty());
  }
}
