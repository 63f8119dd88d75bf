package dev.slipway.runner.builtin.docker;

import dev.slipway.base.InputException;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.action.ActionRun;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run is for, and the words <code>{{…}}</code> that stand for it.
 *
 * @param defaultBranch of the repository, without {@code refs/heads/}
 */
record TagFacts(JobDescriptor job, String defaultBranch, Instant now) {
  private static final Pattern WORD = Pattern.compile("\\{\\{\\s*([^}]*?)\\s*}}");
  private static final Pattern DATE =
      Pattern.compile("(?:commit_)?date\\s+'([^']*)'(?:\\s+tz='([^']*)')?");
  private static final int SHORT = 7;

  static TagFacts of(ActionRun run, Clock clock) {
    String branch = run.event().path("repository").path("default_branch").asString("");
    return new TagFacts(run.job(), branch, clock.instant());
  }

  Optional<String> branch() {
    return after("refs/heads/");
  }

  Optional<String> tag() {
    return after("refs/tags/");
  }

  /** The number of the pull request. */
  Optional<String> pull() {
    return after("refs/pull/").map(rest -> rest.replaceFirst("/.*", ""));
  }

  private Optional<String> after(String prefix) {
    return job.ref().startsWith(prefix)
        ? Optional.of(job.ref().substring(prefix.length()))
        : Optional.empty();
  }

  /** A text with its words replaced by what they stand for. */
  String expanded(String text) {
    Matcher matcher = WORD.matcher(text);
    var expanded = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(word(matcher.group(1))));
    }
    return matcher.appendTail(expanded).toString();
  }

  private String word(String word) {
    return switch (word) {
      case "branch" -> branch().map(Metadata::sanitized).orElse("");
      case "tag" -> tag().map(Metadata::sanitized).orElse("");
      case "sha" -> job.commit().substring(0, SHORT);
      case "base_ref" -> Metadata.sanitized(job.baseRef());
      case "is_default_branch" -> Boolean.toString(branch().equals(Optional.of(defaultBranch)));
      case "is_not_default_branch" ->
          Boolean.toString(!branch().equals(Optional.of(defaultBranch)));
      default -> date(word);
    };
  }

  private String date(String word) {
    Matcher matcher = DATE.matcher(word);
    if (!matcher.matches()) {
      throw invalid(
          "{{" + word + "}} is not known",
          "there are branch, tag, sha, base_ref, is_default_branch and date 'FORMAT' tz='ZONE'");
    }
    try {
      // Of the letters that stand for days and years here, the other library's are capitals.
      String format = matcher.group(1).replace("YYYY", "yyyy").replace("DD", "dd");
      ZoneId zone = ZoneId.of(Optional.ofNullable(matcher.group(2)).orElse("UTC"));
      return format.equals("X")
          ? Long.toString(now.getEpochSecond())
          : DateTimeFormatter.ofPattern(format, Locale.ROOT).format(now.atZone(zone));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new InputException(
          InputException.Position.of("input tags"),
          "the date {{" + word + "}} cannot be written",
          "use YYYY, MM, DD, HH, mm and ss, and the name of a time zone",
          e);
    }
  }

  static InputException invalid(String problem, String hint) {
    return new InputException(InputException.Position.of("input tags"), problem, hint);
  }
}
