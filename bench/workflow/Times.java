import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a run as the API tells it (standard input) and prints, in milliseconds: the whole run, the
 * median from a job's start to its first step, the median from step to step, the number of jobs.
 */
final class Times {
  private static final Pattern STEPS = Pattern.compile("\"steps\"\\s*:\\s*\\[([^\\]]*)]");
  private static final Pattern TIME =
      Pattern.compile("\"(begun|started|ended)\"\\s*:\\s*\"([^\"]+)\"");

  private Times() {}

  public static void main(String[] arguments) throws IOException {
    String run = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    var starts = new ArrayList<Double>();
    var steps = new ArrayList<Double>();
    int jobs = 0;
    int at = run.indexOf("\"jobs\"");
    Matcher list = STEPS.matcher(run);
    while (list.find(at)) {
      List<Instant> job = times(run.substring(at, list.start()), "started");
      List<Instant> began = times(list.group(1), "started");
      if (!job.isEmpty() && !began.isEmpty()) {
        starts.add(millis(job.getLast(), began.getFirst()));
      }
      for (int i = 1; i < began.size(); i++) {
        steps.add(millis(began.get(i - 1), began.get(i)));
      }
      jobs++;
      at = list.end();
    }
    String head = run.substring(0, run.indexOf("\"jobs\""));
    double whole = millis(times(head, "begun").getFirst(), times(head, "ended").getLast());
    System.out.printf("%.0f %.1f %.1f %d%n", whole, median(starts), median(steps), jobs);
  }

  private static List<Instant> times(String text, String name) {
    var found = new ArrayList<Instant>();
    Matcher matcher = TIME.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        found.add(Instant.parse(matcher.group(2)));
      }
    }
    return found;
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.isEmpty() ? 0 : values.get(values.size() / 2);
  }
}
